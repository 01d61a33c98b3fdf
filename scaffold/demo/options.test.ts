import { describe, expect, it } from 'vitest'
import { readOptions } from './options.ts'

describe('the command line', () => {
  it.each([
    [['--port', '99999'], /--port takes a whole number from 1 to 65534/],
    [['--sandbox-port', '65535'], /--sandbox-port takes a whole number/],
    [['--port', '5400', '--sandbox-port', '5399'], /meet: the sandboxes take 5399 to 5404/],
    [['--split', '--port', '5400', '--sandbox-port', '5401'], /meet/],
    [['--mapping', 'x.yaml'], /--mapping names the columns of an export/],
    [['--fresh', '--keep'], /exclude each other/],
    [['--nonsense'], /Unknown option/],
  ])('refuses %j', (args, sentence) => {
    expect(() => readOptions(args)).toThrow(sentence)
  })

  it('takes neighbouring ports that do not meet', () => {
    expect(readOptions(['--port', '5400', '--sandbox-port', '5401'])).toMatchObject({ port: 5400, sandboxPort: 5401 })
  })
})

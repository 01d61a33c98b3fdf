import { existsSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Refusal } from '../refusal.ts'
import { freePort, refuseTakenPorts } from './ports.ts'

let server: Server
let port: number
beforeEach(async () => {
  server = createServer()
  await new Promise<void>((listening) => server.listen(0, '0.0.0.0', listening))
  port = (server.address() as AddressInfo).port
})
afterEach(() => void server.close())

test('free ports pass, and stay free', async () => {
  const uses = [{ port: await freePort(), use: 'the control tower', flag: '--port' }]
  await refuseTakenPorts(uses)
  await refuseTakenPorts(uses)
})

test('a taken port is refused with the flag that changes it', async () => {
  const refusal = await refuseTakenPorts([{ port, use: 'the control tower', flag: '--port' }]).catch(
    (error: unknown) => error,
  )
  expect(refusal).toBeInstanceOf(Refusal)
  expect(refusal).toMatchObject({
    message: expect.stringContaining(`Port ${port}, meant for the control tower, is in use by `),
    next: 'Stop that program, or choose another port: --port <n>.',
  })
})

describe.skipIf(!existsSync('/proc/net/tcp'))('where /proc tells', () => {
  test('the program that holds the port is named', async () => {
    await expect(refuseTakenPorts([{ port, use: 'the API', flag: '--port' }])).rejects.toThrow(
      `by process ${process.pid} (`,
    )
  })
})

import { runOwnTests } from '../own-tests.ts'
import { type Row, scaled } from '../row.ts'

/** The engine's own test against a model, with more programs and a seed of ours. */
export const programs: Row = {
  name: 'R16',
  fault: 'random programs of steps, waits, failures and crashes, against a model',
  run: async (context) => {
    const count = scaled(200, context, 5)
    const { pass } = await runOwnTests(
      { files: ['core/flow/model.test.ts'], env: { PROGRAMS: String(count) } },
      context,
    )
    return {
      load: `${count} programs`,
      figures: { programs: count, differences: pass ? 0 : 1, effects: count, at_most_percent_at_95: 300 / count },
      pass,
    }
  },
}

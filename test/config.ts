import { BACKEND } from '@gantry/core/testing/database'
import { refuseAsCockroach } from '@gantry/core/testing/refusals'
import project from '../gantry.config.ts'

if (BACKEND === 'cockroachdb') refuseAsCockroach()

/** As the project has it, on the database that the tests are run for: see CONTRIBUTING.md. */
export default { ...project, database: { ...project.database, backend: BACKEND } }

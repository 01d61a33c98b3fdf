import { defineProcess } from '@gantry/core/process'
import { orderStatus } from './contract.ts'
import { orderStatusFlow } from './flow.ts'

export default defineProcess({ contract: orderStatus, uses: {}, flows: [orderStatusFlow], serve: () => ({}) })

import { defineGantry } from '@gantry/core/runtime/config'
import { warehouse } from './system-apis/warehouse/contract.ts'

/** Connections are configured by the environment: `DEPOT_API_KEY` is the `apiKey` of `depot`, and so on. */
export default defineGantry({
  connections: {
    depot: { connector: () => import('./plugins/depot/connector.ts') },
  },

  capabilities: {
    warehouse: { contract: warehouse, connection: 'depot' },
  },

  processes: {
    'stock-reservation': () => import('./process-apis/stock-reservation/process.ts'),
    operations: () => import('@gantry/operations'),
    'order-trail': () => import('@gantry/order-trail'),
    registry: () => import('@gantry/registry'),
  },

  views: {
    'control-tower': () => import('@gantry/control-tower-view'),
    catalogue: () => import('@gantry/catalogue-view'),
  },
})

import { defineView } from '@gantry/core/view'
import { registry } from '@gantry/registry/contract'
import { catalogue } from './contract.ts'

export default defineView({
  contract: catalogue,
  uses: { registry },
  page: new URL('./page/', import.meta.url),

  serve: ({ registry }) => ({
    listApis: (_, call) => registry.listApis({}, call),
    getDocument: (input, call) => registry.getDocument(input, call),
  }),
})

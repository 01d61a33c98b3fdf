import { defineView } from '@gantry/core/view'
import { registry } from '@gantry/registry/contract'
import { catalogue } from './contract.ts'

export default defineView({
  contract: catalogue,
  uses: { registry },
  page: new URL('./page/', import.meta.url),
  assets: {
    // All of Scalar in one file; the package does not export it by name.
    'scalar.js': new URL('./browser/standalone.js', import.meta.resolve('@scalar/api-reference')),
  },

  serve: ({ registry }) => ({
    listApis: (_, call) => registry.listApis({}, call),
    getDocument: (input, call) => registry.getDocument(input, call),
  }),
})

import { type Bench, defineAcceptance } from '@gantry/core/acceptance/acceptance'
import { esign } from './contract.ts'

const draft = (reference: string) => ({
  body: {
    reference,
    subject: 'Please sign quote 1',
    documents: [
      { name: 'Quote.html', contentType: 'text/html', content: Buffer.from('<h1>Quote</h1>').toString('base64') },
    ],
    signers: [{ name: 'Maria Anders', email: 'maria@alfreds.example', order: 1 }],
  },
})
const sent = async (bench: Bench, reference: string) => ({
  id: String((await bench.call('sendEnvelope', draft(reference))).id),
})
async function signed(bench: Bench, reference: string) {
  const { id } = await sent(bench, reference)
  await bench.act('sign', { reference })
  return { id }
}

/** What proves an e-signature connector. Its sandbox offers the actions `sign`, `decline` and `void` of a `reference`. */
export default defineAcceptance(esign, {
  trials: {
    sendEnvelope: {
      input: (_, reference) => draft(reference),
      makes: 'envelope',
      altered: (input: { body: object }) => ({ ...input, body: { ...input.body, subject: 'Please sign it again' } }),
    },
    getEnvelope: { input: sent },
    listEnvelopes: {
      input: async (bench, reference) => {
        await sent(bench, reference)
        return { query: { reference } }
      },
    },
    getSignedDocument: { input: signed },
    voidEnvelope: {
      input: async (bench, reference) => ({
        ...(await sent(bench, reference)),
        body: { reason: 'The price changed.' },
      }),
      altered: (input: object) => ({ ...input, body: { reason: 'Another reason.' } }),
    },
  },
  happenings: [
    {
      event: esign.events.envelopeCompleted,
      happen: async (bench, reference) => {
        await signed(bench, reference)
        return reference
      },
    },
    {
      event: esign.events.envelopeDeclined,
      happen: async (bench, reference) => {
        await sent(bench, reference)
        await bench.act('decline', { reference, reason: 'Too dear.' })
        return reference
      },
    },
    {
      event: esign.events.envelopeVoided,
      happen: async (bench, reference) => {
        await sent(bench, reference)
        await bench.act('void', { reference, reason: 'Sent in error.' })
        return reference
      },
    },
  ],
})

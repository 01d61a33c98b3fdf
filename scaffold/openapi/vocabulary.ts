/** What vendors call the same thing. The first of a row is Gantry's word; words of one name stand together. */
const SAME: readonly (readonly string[])[] = [
  [
    'customer',
    'client',
    'account',
    'debtor',
    'business partner',
    'company',
    'buyer',
    'organization',
    'contact',
    'party',
  ],
  ['item', 'product', 'article', 'material', 'sku', 'part', 'good', 'catalog item', 'inventory item'],
  ['product', 'item', 'article', 'material', 'sku', 'plan', 'offering'],
  ['price', 'rate', 'rate plan', 'plan', 'product rate plan'],
  ['sales order', 'order', 'customer order'],
  ['order', 'sales order'],
  ['invoice', 'bill', 'receivable', 'billing document', 'customer invoice', 'sales invoice', 'ar invoice'],
  ['cash application', 'payment', 'receipt', 'customer payment', 'cash receipt', 'payment application', 'allocation'],
  ['payment', 'receipt', 'charge', 'payment intent', 'transaction'],
  ['refund', 'reversal'],
  ['dispute', 'chargeback'],
  ['payout', 'settlement', 'transfer', 'disbursement'],
  ['credit note', 'credit memo'],
  ['subscription', 'contract', 'agreement', 'recurring order'],
  ['usage', 'meter event', 'usage record', 'consumption'],
  ['envelope', 'signature request', 'agreement', 'document', 'submission', 'signing request'],
  ['quote', 'quotation', 'estimate', 'proposal', 'opportunity'],
  ['credit', 'credit limit', 'credit profile', 'credit balance', 'balance'],
  ['availability', 'stock', 'inventory', 'inventory level', 'on hand'],
  ['document', 'transaction'],
  ['calculation', 'transaction', 'tax', 'estimate', 'tax quote'],
  ['document', 'file', 'attachment'],
]

/** The names under which a vendor may have what Gantry calls so, the nearest first. */
export function namesFor(noun: string): string[] {
  const plain = noun.replaceAll('-', ' ')
  const rows = SAME.filter(([first]) => first === plain).flat()
  return [...new Set([plain, ...rows])]
}

/** Verbs that mean the same transition. */
const VERBS: readonly (readonly string[])[] = [
  ['cancel', 'void', 'close', 'terminate', 'delete', 'reject', 'withdraw', 'abort', 'end'],
  ['void', 'cancel', 'delete', 'reverse', 'withdraw'],
  ['finalize', 'post', 'issue', 'activate', 'approve', 'confirm', 'complete', 'commit', 'send'],
  ['adjust', 'update', 'change', 'amend', 'modify', 'patch', 'replace'],
  ['change', 'update', 'amend', 'modify', 'patch'],
  ['pay', 'apply', 'settle', 'capture', 'charge'],
  ['activate', 'start', 'enable', 'approve'],
  ['send', 'create', 'submit'],
]

export const verbsFor = (verb: string): string[] => [
  ...new Set([verb, ...VERBS.filter(([first]) => first === verb).flat()]),
]

import { NONTAXABLE, sum, type TaxedLine, taxCodeOf } from './tax.ts'
import type { Transaction } from './transaction.ts'

/** What `$include` may name, and what goes with it. Left out: everything on a write, no lines on a read. */
function parts(include: string | undefined, write: boolean) {
  const named = (include ?? (write ? 'Details,Summary,Addresses' : 'Summary,Addresses'))
    .split(',')
    .map((part) => part.trim().toLowerCase())
  const has = (part: string) => named.includes(part)
  return {
    lines: has('lines') || has('linesonly') || has('details') || (has('summary') && include !== undefined),
    details: has('details') || (has('summary') && include !== undefined),
    summary: has('summary') || has('summaryonly'),
    addresses: has('addresses'),
  }
}

/** A document as AvaTax's TransactionModel; amounts become JSON numbers here and nowhere else. */
export function modelOf(transaction: Transaction, include: string | undefined, write: boolean) {
  const { id, company, model, jurisdiction, net, tax, calculated } = transaction
  const { lines, details, summary, addresses } = parts(include, write)
  const netOf = (exempt: boolean) =>
    Number(sum(transaction.lines.filter((line) => line.exempt === exempt).map((line) => line.net)))
  const date = model.date.slice(0, 10)
  return {
    id,
    code: transaction.code,
    companyId: company.id,
    date,
    status: transaction.status,
    type: transaction.type,
    batchCode: '',
    currencyCode: model.currencyCode,
    exchangeRateCurrencyCode: model.currencyCode,
    customerUsageType: model.entityUseCode ?? '',
    entityUseCode: model.entityUseCode ?? '',
    customerVendorCode: model.customerCode,
    customerCode: model.customerCode,
    exemptNo: model.exemptionNo ?? '',
    reconciled: false,
    locationCode: '',
    reportingLocationCode: '',
    purchaseOrderNo: model.purchaseOrderNo ?? '',
    referenceCode: model.referenceCode ?? '',
    salespersonCode: model.salespersonCode ?? '',
    ...(model.description && { description: model.description }),
    ...(model.email && { email: model.email }),
    totalAmount: Number(net),
    totalExempt: netOf(true),
    totalDiscount: 0,
    totalTax: Number(tax),
    totalTaxable: netOf(false),
    totalTaxCalculated: Number(calculated),
    adjustmentReason: transaction.adjustmentReason,
    ...(transaction.adjustmentDescription && { adjustmentDescription: transaction.adjustmentDescription }),
    locked: false,
    region: jurisdiction.region,
    country: jurisdiction.country,
    version: transaction.version,
    softwareVersion: '26.9.0.0',
    exchangeRateEffectiveDate: date,
    exchangeRate: 1,
    modifiedDate: transaction.modified,
    taxDate: `${date}T00:00:00Z`,
    ...(lines && { lines: transaction.lines.map((line, index) => lineOf(line, transaction, index, details, date)) }),
    ...(addresses && {
      addresses: [{ id: 0, transactionId: id, boundaryLevel: 'Zip5', ...transaction.destination, taxRegionId: 0 }],
    }),
    ...(summary && { summary: summaryOf(transaction) }),
  }
}

const idOf = (transaction: Transaction, index: number) => (transaction.id === 0 ? 0 : transaction.id * 10_000 + index)

function lineOf(line: TaxedLine, transaction: Transaction, index: number, details: boolean, date: string) {
  const { model } = line
  const net = Number(line.net)
  return {
    id: idOf(transaction, index),
    transactionId: transaction.id,
    lineNumber: line.number,
    customerUsageType: transaction.model.entityUseCode ?? '',
    entityUseCode: transaction.model.entityUseCode ?? '',
    description: model.description ?? '',
    discountAmount: 0,
    exemptAmount: line.exempt ? net : 0,
    exemptCertId: 0,
    exemptNo: transaction.model.exemptionNo ?? '',
    isItemTaxable: taxCodeOf(model) !== NONTAXABLE,
    isSSTP: false,
    itemCode: model.itemCode ?? '',
    lineAmount: net,
    // A quantity that is left out, or zero, is one.
    quantity: model.quantity || 1,
    ref1: model.ref1 ?? '',
    ref2: model.ref2 ?? '',
    reportingDate: date,
    revAccount: '',
    sourcing: 'Destination',
    tax: Number(line.tax),
    taxableAmount: line.exempt ? 0 : net,
    taxCalculated: Number(line.calculated),
    taxCode: taxCodeOf(model),
    taxCodeId: 8087,
    taxDate: date,
    taxEngine: '',
    taxOverrideType: model.taxOverride ? 'TaxAmount' : 'None',
    taxOverrideAmount: model.taxOverride?.taxAmount ?? 0,
    taxOverrideReason: model.taxOverride?.reason ?? '',
    taxIncluded: line.included,
    ...(details && { details: [detailOf(line, transaction, index)] }),
  }
}

function detailOf(line: TaxedLine, transaction: Transaction, index: number) {
  const { country, region, name, type, taxType, taxName } = transaction.jurisdiction
  const net = Number(line.net)
  return {
    id: idOf(transaction, index),
    transactionLineId: idOf(transaction, index),
    transactionId: transaction.id,
    country,
    region: region || country,
    exemptAmount: line.exempt ? net : 0,
    jurisCode: region || country,
    jurisName: name,
    jurisdictionType: type,
    nonTaxableAmount: 0,
    rate: Number(line.rate),
    sourcing: 'Destination',
    tax: Number(line.tax),
    taxableAmount: line.exempt ? 0 : net,
    taxType,
    taxName,
    taxAuthorityTypeId: 45,
    taxCalculated: Number(line.calculated),
    taxOverride: line.model.taxOverride?.taxAmount ?? 0,
    rateTypeCode: 'S',
    isNonPassThru: false,
    isFee: false,
    liabilityType: 'Seller',
  }
}

function summaryOf(transaction: Transaction) {
  const { country, region, name, type, taxType, taxName, rate } = transaction.jurisdiction
  return [
    {
      country,
      region: region || country,
      jurisType: type,
      jurisCode: region || country,
      jurisName: name,
      taxAuthorityType: 45,
      taxType,
      taxName,
      rateTypeCode: 'S',
      taxable: Number(transaction.net),
      rate: Number(rate),
      tax: Number(transaction.tax),
      taxCalculated: Number(transaction.calculated),
      nonTaxable: 0,
      exemption: 0,
    },
  ]
}

import type { CreditStanding } from '@gantry/canonical/customer'
import { Decimal, money } from '@gantry/canonical/money'
import { IntegrationError } from '@gantry/core/errors'
import { notFound } from './failure.ts'
import { openItems } from './journal.ts'
import { keyOf } from './key.ts'
import { keyed, literal } from './odata.ts'
import type { Sap } from './sap.ts'
import { CREDIT, PARTNERS } from './services.ts'
import { CreditAccount, DebtorRecord } from './wire.ts'

/**
 * Limit and block of the customer's account in the credit segment (SAP Credit Management), balance of its open items in
 * the company code. Amounts in major units of the currency asked for. Without an account there is no limit.
 */
export async function getCreditStanding(
  sap: Sap,
  reference: string,
  { legalEntity, currency }: { legalEntity: string; currency: string },
): Promise<CreditStanding> {
  const { companyCode } = await sap.company.organization(legalEntity)
  const [partner] = await sap.odata.list(PARTNERS, 'A_BusinessPartner', DebtorRecord, {
    $filter: `BusinessPartnerIDByExtSystem eq ${literal(keyOf(reference, 20))}`,
    $orderby: 'BusinessPartner',
    $select: 'BusinessPartner,Customer,to_Customer/OrderIsBlockedForCustomer',
    $expand: 'to_Customer',
    $top: 1,
  })
  if (!partner) throw notFound('customer', reference)
  const path = keyed(
    'CreditManagementAccount',
    ['BusinessPartner', partner.BusinessPartner],
    ['CreditSegment', sap.customizing.creditSegment],
  )
  const [account, items] = await Promise.all([
    sap.odata.get(CREDIT, path, CreditAccount),
    openItems(sap, companyCode, partner.Customer),
  ])
  const balance = items
    .filter((item) => item.TransactionCurrency === currency)
    .reduce((sum, item) => sum.plus(item.AmountInTransactionCurrency), new Decimal(0))
  const standing = {
    customer: reference,
    balance: money(currency, balance),
    onHold: Boolean(account?.CreditAccountIsBlocked) || Boolean(partner.to_Customer?.OrderIsBlockedForCustomer),
  }
  const amount = new Decimal(account?.CreditLimitAmount || 0)
  if (!account || (amount.isZero() && !account.CreditLimitIsZero)) return standing
  // A limit holds in the segment's currency: taking it for another one would grant or refuse credit by chance.
  if (account.CreditSegmentCurrency !== currency)
    throw new IntegrationError(
      'credit-currency-differs',
      `The credit limit of customer ${reference} is kept in another currency than ${currency}.`,
      { kind: 'policy', team: 'credit', detail: `credit segment currency ${account.CreditSegmentCurrency}` },
    )
  return { ...standing, limit: money(currency, amount) }
}

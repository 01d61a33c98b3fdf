import { z } from '@gantry/core/connector'

/** How the company's own system is set up, where it differs from SAP's templates (SAP Best Practices, chart YCOA). */
export const Customizing = z
  .strictObject({
    /** By company code; what is left out has the company code's number, channel 10 and division 00. */
    organizations: z
      .record(
        z.string().length(4),
        z.strictObject({
          salesOrganization: z.string().length(4).optional(),
          distributionChannel: z.string().length(2).optional(),
          division: z.string().length(2).optional(),
          plant: z.string().length(4).optional(),
        }),
      )
      .default({}),
    availabilityRule: z.string().max(2).default('A'),
    salesOrderType: z.string().max(4).default('OR'),
    /** A manual price, calculation type C (per quantity). */
    priceCondition: z.string().max(4).default('PMP0'),
    /** A manual tax amount, calculation type B (fixed). */
    taxCondition: z.string().max(4).default('ZTAX'),
    rejectionReason: z.string().max(2).default('00'),
    unit: z.string().max(3).default('EA'),
    /** The identification type under which a business partner shows our reference as it is. */
    identificationType: z.string().max(6).default('GANTRY'),
    partnerGrouping: z.string().max(4).default('BP02'),
    paymentTerms: z.string().max(4).default('0001'),
    creditSegment: z.string().max(10).default('0000'),
    reconciliationAccount: z.string().max(10).default('12100000'),
    revenueAccount: z.string().max(10).default('41000000'),
    /** Money received that the bank statement will confirm. */
    incomingPaymentsAccount: z.string().max(10).default('11001060'),
    /** Output tax whose amount comes from outside, and the code of what is not taxed. */
    taxCode: z.string().max(2).default('O1'),
    untaxedCode: z.string().max(2).default('O0'),
    /** Shown in SAP as whoever entered a journal entry. */
    createdBy: z.string().max(12).default('GANTRY'),
  })
  .prefault({})
export type Customizing = z.output<typeof Customizing>

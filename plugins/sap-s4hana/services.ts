import type { Service } from './odata.ts'

const v2 = (name: string): Service => ({ path: `/sap/opu/odata/sap/${name}`, version: 'V2' })

/** The services used, by what they are called in the SAP Business Accelerator Hub. */
export const PARTNERS = v2('API_BUSINESS_PARTNER')
export const PRODUCTS = v2('API_PRODUCT_SRV')
export const AVAILABILITY = v2('API_PRODUCT_AVAILY_INFO_BASIC')
export const CREDIT = v2('API_CRDTMBUSINESSPARTNER')
export const BILLING = v2('API_BILLING_DOCUMENT_SRV')
export const JOURNAL = v2('API_OPLACCTGDOCITEMCUBE_SRV')
export const COMPANIES = v2('API_JOURNALENTRYITEMBASIC_SRV')
/** CE_SALESORDER_0001 */
export const SALES: Service = {
  path: '/sap/opu/odata4/sap/api_salesorder/srvd_a2x/sap/salesorder/0001',
  version: 'V4',
}

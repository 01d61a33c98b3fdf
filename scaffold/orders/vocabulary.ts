/** What exports call the things an order is made of, the likeliest first. Compared without case, spaces and signs. */
export const VOCABULARY = {
  order:
    'order id|order number|order no|order nr|order ref|order reference|order code|sales order id|sales order|sales order number|sales order no|ordernum|invoice number|invoice no|invoice id|invoice|document number|document no|doc no|transaction id|transaction no|transaction number|po number|auftragsnummer|bestellnummer|belegnummer|auftrag|numero commande|order',
  customer:
    'customer id|customer number|customer no|customer nr|customer code|customer ref|cust id|cust no|customer key|client id|client code|client no|account id|account number|account no|partner id|business partner|buyer id|sold to|sold to party|debtor|kundennummer|kunden nr|kundennr|kunde|customer|client|account|buyer|customer email|email',
  customerName:
    'customer name|company name|company|client name|account name|partner name|organisation|organization|firma|kundenname|business name|bill to name|billing name|buyer name|full name|name|customer|client|kunde|contact name',
  email: 'email|email address|e mail|mail|customer email|contact email',
  phone: 'phone|phone number|telephone|tel|mobile|telefon|customer phone',
  street:
    'street|street address|address line 1|address 1|address1|address|addr|billing address|billing street|billing address1|strasse|straße|ship address|shipping address|shipping street|customer address',
  city: 'city|town|billing city|ort|stadt|ville|ship city|shipping city|customer city',
  region:
    'state|state province|province|region|billing state|billing province|county|bundesland|ship state|ship region|customer state',
  postalCode:
    'postal code|post code|postcode|zip|zip code|plz|billing zip|billing postal code|code postal|ship postal code|shipping zip|customer zip',
  country:
    'country|country code|country name|land|billing country|ship country|shipping country|customer country|pays|pais|nation',
  sku: 'sku|product id|product code|product number|product no|product key|item id|item code|item number|item no|item sku|article number|article no|article id|article code|artikelnummer|artikel nr|artikelnr|stock code|part number|part no|material|material number|lineitem sku|prod id|product sku|artikel|article|product|item|plan',
  productName:
    'product name|item name|product title|article name|bezeichnung|artikelbezeichnung|lineitem name|product description|item description|short descr|short description|title|description|desc|name|product|item|article|artikel|plan name',
  quantity:
    'quantity|qty|order qty|order quantity|quantity ordered|qty ordered|ordered qty|menge|anzahl|units|lineitem quantity|units sold|seats|pieces|pcs|count',
  unitPrice:
    'unit price|price each|price per unit|unit price net|net unit price|unit net price|gross unit price|unit gross price|einzelpreis|stückpreis|stueckpreis|item price|lineitem price|selling price|sales price|unit amount|price net|net price|gross price|price|preis|prix|rate',
  lineAmount:
    'line amount|line total|line net|line gross|extended price|extended amount|ext price|item total|total price|line value|amount|sales|sales amount|net amount|gross amount|net value|netto|brutto|betrag|gesamtpreis|revenue|total|subtotal|monthly charges|montant',
  discount:
    'discount|disc|discount percent|discount pct|discount rate|discount amount|rabatt|remise|line discount|unit price discount',
  taxRate: 'tax rate|vat rate|tax percent|tax pct|vat percent|vat pct|mwst satz|ust satz|gst rate|mwst prozent',
  tax: 'tax amount|vat amount|line tax|item tax|tax|vat|gst|mwst|ust|sales tax|tva|iva|taxes|total tax|tax total|steuer|steuerbetrag',
  date: 'order date|ordered on|ordered at|order placed|date ordered|order datetime|bestelldatum|auftragsdatum|belegdatum|invoice date|document date|transaction date|purchase date|order timestamp|purchase timestamp|timestamp|order created|created at|created on|created|date|datum',
  currency: 'currency|currency code|curr|cur|currency iso|iso currency|waehrung|währung|devise|moneda|order currency',
  status:
    'order status|status|lifecycle status|order state|financial status|auftragsstatus|fulfillment status|stage|state',
  legalEntity:
    'legal entity|selling entity|entity|sales org|sales organisation|sales organization|company code|subsidiary|business unit|buchungskreis|vkorg',
  gross:
    'gross amount|gross total|total gross|grand total|order total|total amount|total|total due|gesamtbetrag|bruttobetrag|brutto',
  net: 'net amount|net total|total net|subtotal|sub total|nettobetrag|netto',
  freight:
    'freight|shipping|shipping cost|shipping amount|shipping fee|shipping charge|delivery charge|delivery fee|postage|freight amount|freight value|versandkosten|fracht',
  listPrice: 'list price|msrp|standard price|catalog price|recommended price|listenpreis|unit price|price|preis',
  unitCost: 'unit cost|standard cost|cost|cost price|buy price|einkaufspreis',
  lineId:
    'line id|line no|line number|line nr|line item|order line|order line id|order line number|sales order item|item position|position|pos|row id|line',
} as const

export type Concept = keyof typeof VOCABULARY

/** Letters and digits of a name alone; what stands in brackets, such as a currency or a unit, is no part of it. */
export const plain = (name: string): string =>
  name
    .replace(/[([].*?[)\]]/g, '')
    .toLowerCase()
    .replace(/percentage|%/g, 'percent')
    .replace(/[^\p{L}\p{N}]/gu, '')

const words = new Map(Object.entries(VOCABULARY).map(([concept, list]) => [concept, list.split('|').map(plain)]))

/** Columns that may be meant by a concept, the likeliest first. */
export function candidates(columns: readonly string[], concept: Concept): string[] {
  const names = words.get(concept) ?? []
  const scored = columns.flatMap((column) => {
    const name = plain(column)
    const exact = names.indexOf(name)
    if (exact >= 0) return [{ column, score: exact }]
    // `order_currency_code`, `tblCustomerName`: a prefix of the exporting system stands before a name that is not too short.
    const ending = names.findIndex((other) => other.length > 4 && name.endsWith(other))
    // Codes of units, notes and the like end as prices and quantities do, and are none.
    return ending >= 0 && name.length - names[ending]!.length <= 10 ? [{ column, score: 100 + ending }] : []
  })
  return scored.sort((a, b) => a.score - b.score).map(({ column }) => column)
}

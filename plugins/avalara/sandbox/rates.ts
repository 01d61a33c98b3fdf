import { Decimal } from 'decimal.js'

/** Where tax is due, and how much. */
export type Jurisdiction = {
  country: string
  /** `CA`; empty where the country taxes as one. */
  region: string
  name: string
  type: 'Country' | 'State'
  taxType: 'Sales' | 'Output'
  taxName: string
  /** A fraction, e.g. `0.19`. */
  rate: string
}

/** Standard rates of VAT, GST and national sales taxes, in per cent (2025). */
const COUNTRIES: Record<string, string> = Object.fromEntries(
  `AE 5|AF 10|AL 20|AM 20|AO 14|AR 21|AT 20|AU 10|AZ 18|BA 17|BB 17.5|BD 15|BE 21|BF 18|BG 20|BH 10|BI 18|BJ 18|BO 13|BR 17|BS 10|BW 14|BY 20|BZ 12.5
CD 16|CF 19|CG 18|CH 8.1|CI 18|CL 19|CM 19.25|CN 13|CO 19|CR 13|CU 10|CY 19|CZ 21|DE 19|DJ 10|DK 25|DO 18|DZ 19|EC 15|EE 24|EG 14|ES 21|ET 15
FI 25.5|FJ 15|FR 20|GA 18|GB 20|GE 18|GH 15|GM 15|GN 18|GQ 15|GR 24|GT 12|GW 19|GY 14|HN 15|HR 25|HT 10|HU 27|ID 11|IE 23|IL 18|IN 18|IR 10|IS 24|IT 22
JM 15|JO 16|JP 10|KE 16|KG 12|KH 10|KR 10|KZ 12|LA 10|LB 11|LI 8.1|LK 18|LR 12|LS 15|LT 21|LU 17|LV 21|MA 20|MD 20|ME 21|MG 20|MK 18|ML 18|MM 5|MN 10|MR 16|MT 18|MU 15|MW 16.5|MX 16|MY 10|MZ 16
NA 15|NE 19|NG 7.5|NI 15|NL 21|NO 25|NP 13|NZ 15|OM 5|PA 7|PE 18|PG 10|PH 12|PK 18|PL 23|PR 11.5|PT 23|PY 10|RO 21|RS 20|RU 20|RW 18|SA 15|SD 17|SE 25|SG 9|SI 22|SK 23|SL 15|SN 18|SO 10|SR 10|SS 18|SV 13|SZ 15
TD 18|TG 18|TH 7|TJ 14|TM 15|TN 19|TR 20|TT 12.5|TW 5|TZ 18|UA 20|UG 18|UY 22|UZ 12|VE 16|VN 10|YE 5|ZA 15|ZM 16|ZW 15`
    .split(/[|\n]/)
    .map((row) => row.split(' ') as [string, string]),
)

/** US states: code, name, state and average local rate together in per cent (2025), ranges of ZIP prefixes. */
const STATES =
  `AL Alabama 9.29 350-369|AK Alaska 1.82 995-999|AZ Arizona 8.38 850-865|AR Arkansas 9.45 716-729|CA California 8.8 900-961|CO Colorado 7.81 800-816|CT Connecticut 6.35 060-069
DE Delaware 0 197-199|DC District_of_Columbia 6 200-205|FL Florida 7 320-349|GA Georgia 7.38 300-319,398-399|HI Hawaii 4.5 967-968|ID Idaho 6.03 832-838|IL Illinois 8.86 600-629|IN Indiana 7 460-479|IA Iowa 6.94 500-528
KS Kansas 8.65 660-679|KY Kentucky 6 400-427|LA Louisiana 9.56 700-714|ME Maine 5.5 039-049|MD Maryland 6 206-219|MA Massachusetts 6.25 010-027|MI Michigan 6 480-499|MN Minnesota 8.04 550-567|MS Mississippi 7.06 386-397
MO Missouri 8.39 630-658|MT Montana 0 590-599|NE Nebraska 6.97 680-693|NV Nevada 8.24 889-898|NH New_Hampshire 0 030-038|NJ New_Jersey 6.6 070-089|NM New_Mexico 7.63 870-884|NY New_York 8.53 005-005,100-149
NC North_Carolina 7 270-289|ND North_Dakota 7.04 580-588|OH Ohio 7.24 430-459|OK Oklahoma 8.99 730-749|OR Oregon 0 970-979|PA Pennsylvania 6.34 150-196|RI Rhode_Island 7 028-029|SC South_Carolina 7.5 290-299
SD South_Dakota 6.11 570-577|TN Tennessee 9.56 370-385|TX Texas 8.2 750-799,885-885|UT Utah 7.25 840-847|VT Vermont 6.36 050-059|VA Virginia 5.77 220-246|WA Washington 9.38 980-994|WV West_Virginia 6.57 247-268|WI Wisconsin 5.7 530-549|WY Wyoming 5.44 820-831`
    .split(/[|\n]/)
    .map((row) => {
      const [code = '', name = '', percent = '', zips = ''] = row.split(' ')
      return { code, name: name.replaceAll('_', ' '), percent, zips: zips.split(',').map((range) => range.split('-')) }
    })

/** Canadian provinces: code, name, GST/HST with provincial tax in per cent, first letters of postal codes. */
const PROVINCES =
  `AB Alberta 5 T|BC British_Columbia 12 V|MB Manitoba 12 R|NB New_Brunswick 15 E|NL Newfoundland_and_Labrador 15 A|NS Nova_Scotia 14 B|NT Northwest_Territories 5 X
NU Nunavut 5 -|ON Ontario 13 KLMNP|PE Prince_Edward_Island 15 C|QC Quebec 14.975 GHJ|SK Saskatchewan 11 S|YT Yukon 5 Y`
    .split(/[|\n]/)
    .map((row) => {
      const [code = '', name = '', percent = '', letters = ''] = row.split(' ')
      return { code, name: name.replaceAll('_', ' '), percent, letters }
    })

export type Place = { country: string; region?: string | undefined; postalCode?: string | undefined }

/** The jurisdiction of a place; `region` where the country is taxed by region and this one cannot be told. */
export function jurisdictionOf({ country, region = '', postalCode = '' }: Place): Jurisdiction | 'region' {
  const named = <T extends { code: string; name: string }>(rows: T[]) =>
    rows.find((row) => [row.code, row.name, `${country}-${row.code}`].some((name) => same(name, region)))
  if (country === 'US') {
    // A postal code places an address whose region is not known by that name.
    const state = named(STATES) ?? STATES.find(({ zips }) => zips.some((range) => covers(range, postalCode)))
    return state ? regional(country, state, 'Sales', `${state.code} STATE TAX`) : 'region'
  }
  if (country === 'CA') {
    const letter = postalCode.slice(0, 1).toUpperCase()
    const province = named(PROVINCES) ?? PROVINCES.find(({ letters }) => letter && letters.includes(letter))
    return province ? regional(country, province, 'Output', `CANADA GST/TPS ${province.code}`) : 'region'
  }
  const rate = fraction(COUNTRIES[country] ?? '0')
  return { country, region: '', name: country, type: 'Country', taxType: 'Output', taxName: `${country} VAT`, rate }
}

/** Without regard to case and accents: `Québec` is `Quebec`. */
const same = (a: string, b: string) => plain(a) === plain(b)

const plain = (text: string) =>
  text
    .trim()
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')

const covers = ([from = '', to = '']: string[], zip: string) =>
  /^\d{5}/.test(zip) && zip.slice(0, 3) >= from && zip.slice(0, 3) <= to

const fraction = (percent: string) => new Decimal(percent).div(100).toFixed()

function regional(
  country: string,
  { code, name, percent }: { code: string; name: string; percent: string },
  taxType: Jurisdiction['taxType'],
  taxName: string,
): Jurisdiction {
  return { country, region: code, name: name.toUpperCase(), type: 'State', taxType, taxName, rate: fraction(percent) }
}

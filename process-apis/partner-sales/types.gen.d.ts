// Generated from openapi.json by `gantry contracts build`; do not edit.

export interface paths {
    "/partner": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read whom the caller acts for.
         * @description Asks for the scope `process.partner-sales.getPartner`. It changes nothing.
         */
        get: operations["getPartner"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what the plan of the partner allows, what is used of it, and the plan above.
         * @description Asks for the scope `process.partner-sales.getPlan`. It changes nothing.
         */
        get: operations["getPlan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List how much the partner asked and ordered on each of the last days, the oldest first.
         * @description Asks for the scope `process.partner-sales.listActivity`. It changes nothing.
         */
        get: operations["listActivity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the products that are sold with their list prices, by SKU.
         * @description Asks for the scope `process.partner-sales.listOffers`. It changes nothing.
         */
        get: operations["listOffers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/quotes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the quotes of the partner, by reference.
         * @description Asks for the scope `process.partner-sales.listQuotes`. It changes nothing.
         */
        get: operations["listQuotes"];
        put?: never;
        /**
         * Ask for a quote; sales prices it, and presents it then.
         * @description Asks for the scope `process.partner-sales.requestQuote`. Send an `Idempotency-Key`: a repeat with the same key takes effect once.
         */
        post: operations["requestQuote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/quotes/{reference}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a quote with its lines.
         * @description Asks for the scope `process.partner-sales.getQuote`. It changes nothing.
         */
        get: operations["getQuote"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/quotes/{reference}/validation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check whether a quote can be ordered; changes nothing.
         * @description Asks for the scope `process.partner-sales.checkQuote`.
         */
        post: operations["checkQuote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/quotes/{reference}/acceptance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept a quote that was presented; an accepted one stays as it is.
         * @description Asks for the scope `process.partner-sales.acceptQuote`. Send an `Idempotency-Key`: a repeat with the same key takes effect once.
         */
        post: operations["acceptQuote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List orders, the latest change first.
         * @description Asks for the scope `process.partner-sales.listOrders`. It changes nothing.
         */
        get: operations["listOrders"];
        put?: never;
        /**
         * Order an accepted quote; submitting it again gives the same order.
         * @description Asks for the scope `process.partner-sales.submitOrder`. Send an `Idempotency-Key`: a repeat with the same key takes effect once.
         */
        post: operations["submitOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{reference}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read where an order stands, with its invoices and payments.
         * @description Asks for the scope `process.partner-sales.getOrder`. It changes nothing.
         */
        get: operations["getOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invoices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List invoices that were issued, the latest first.
         * @description Asks for the scope `process.partner-sales.listInvoices`. It changes nothing.
         */
        get: operations["listInvoices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invoices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an invoice with its lines and what is open of it.
         * @description Asks for the scope `process.partner-sales.getInvoice`. It changes nothing.
         */
        get: operations["getInvoice"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invoices/{id}/document": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an invoice as a PDF.
         * @description Whoever accepts `application/pdf` is sent the file itself. Asks for the scope `process.partner-sales.getInvoiceDocument`. It changes nothing.
         */
        get: operations["getInvoiceDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the usage that was told and billing has taken, the latest first.
         * @description Asks for the scope `process.partner-sales.listUsage`. It changes nothing.
         */
        get: operations["listUsage"];
        put?: never;
        /**
         * Tell what the customer of an order used; the same reference is billed once.
         * @description Asks for the scope `process.partner-sales.recordUsage`. Send an `Idempotency-Key`: a repeat with the same key takes effect once.
         */
        post: operations["recordUsage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List payments, the latest first.
         * @description Asks for the scope `process.partner-sales.listPayments`. It changes nothing.
         */
        get: operations["listPayments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What a partner is told of an order of its sandbox. */
        SandboxChanged: {
            /** @example Q-00042 */
            order: string;
            partner: string;
            /** @enum {string} */
            type: "order.submitted" | "order.changed" | "invoice.issued" | "payment.applied";
            data: {
                [key: string]: unknown;
            };
        };
        /** @description Why a call failed (RFC 9457). */
        Problem: {
            /** @description A URI that names the kind of problem; it follows from the code. */
            type: string;
            /**
             * @description One business sentence.
             * @example Somebody else is changing the record.
             */
            title: string;
            /**
             * Format: int64
             * @description The HTTP status.
             * @example 409
             */
            status: number;
            /** @description Technical detail for an engineer. */
            detail?: string;
            /**
             * @description Stable, kebab-case: runbooks are keyed by it.
             * @example record-busy
             */
            code: string;
            /**
             * @description `transient`: a repeat may succeed. `data`: the request or the master data is wrong. `policy`: a rule forbids it. `bug`: Gantry is at fault.
             * @enum {string}
             */
            kind: "transient" | "data" | "policy" | "bug";
            /** @description Earliest useful repeat, in ms from now. */
            retryAfterMs?: number;
            /** @description The call may have taken effect: repeat it with the same `Idempotency-Key`. */
            outcomeUnknown?: boolean;
            /** @description No request left for the system behind: nothing was tried. */
            unsent?: boolean;
            /** @description The team that can mend it. */
            team?: string;
            /** @description Name it when you ask for help. */
            correlation?: string;
            /** @description Each field at fault. */
            errors?: {
                /** @example body.lines.0.quantity */
                path: string;
                message: string;
            }[];
        };
        /** @description Who calls, whose records besides its own it was granted, and how much it may order. */
        PartnerProfile: {
            /** @example Q-00042 */
            partner: string;
            granted: string[];
            /** @description Whether nothing has an effect here. */
            sandbox: boolean;
            plan: string;
            /**
             * Format: int64
             * @description Days begin at midnight UTC.
             */
            ordersPerDay: number;
            /** Format: int64 */
            ordersToday: number;
        };
        /** @description The plan of a partner, and what is used of it today. */
        PlanUse: components["schemas"]["PlanLimits"] & {
            /** Format: int64 */
            ordersToday: number;
            /** Format: int64 */
            quotesToday: number;
            next?: components["schemas"]["PlanLimits"];
        };
        /** @description The plan above; absent where there is none. */
        PlanLimits: {
            plan: string;
            /** @description Calls within so many seconds, all programs together; absent where nobody counts. */
            calls?: {
                /** Format: int64 */
                count: number;
                /** Format: int64 */
                seconds: number;
            };
            /**
             * Format: int64
             * @description Days begin at midnight UTC.
             */
            ordersPerDay: number;
            /**
             * Format: int64
             * @description Quotes asked for.
             */
            quotesPerDay: number;
        };
        Activity: {
            items: components["schemas"]["ActivityDay"][];
        };
        /** @description What a partner asked and ordered on a day (UTC). */
        ActivityDay: {
            /**
             * Format: date
             * @description A calendar date without a time zone, as documents carry it.
             * @example 2026-03-31
             */
            day: string;
            /** Format: int64 */
            requests: number;
            /** Format: int64 */
            orders: number;
        };
        OfferPage: {
            items: components["schemas"]["Offer"][];
            next?: string;
        };
        /** @description A product and its list price, per unit in major units. */
        Offer: {
            /** @example MB-1034 */
            sku: string;
            name: string;
            /** @example USD */
            currency: string;
            /**
             * @description A decimal number as a string; never a float.
             * @example 12.34
             */
            listPrice: string;
            charge: components["schemas"]["Charge"];
            term?: components["schemas"]["Term"];
        };
        /**
         * @description How a line is charged: once, or again each term.
         * @enum {string}
         */
        Charge: "one-off" | "recurring";
        /** @description How often a recurring line is charged. */
        Term: {
            /** @enum {string} */
            unit: "month" | "year";
            /** Format: int32 */
            count: number;
        };
        PartnerQuotePage: {
            items: components["schemas"]["QuoteSummary"][];
            next?: string;
        };
        /** @description A quote without its lines. */
        QuoteSummary: {
            /** @example Q-00042 */
            reference: string;
            number?: string;
            /** @example Q-00042 */
            customer: string;
            /** @example Q-00042 */
            partner?: string;
            /** @example USD */
            currency: string;
            /**
             * @description Whether unit prices already contain the tax.
             * @enum {string}
             */
            priceBasis: "net" | "gross";
            /**
             * Format: date
             * @description A calendar date without a time zone, as documents carry it.
             * @example 2026-03-31
             */
            quotedOn: string;
            /**
             * Format: date
             * @description A calendar date without a time zone, as documents carry it.
             * @example 2026-03-31
             */
            validUntil?: string;
            state: components["schemas"]["QuoteState"];
            ordered: boolean;
            total: components["schemas"]["Money"];
        };
        /** @enum {string} */
        QuoteState: "draft" | "in-review" | "approved" | "presented" | "accepted" | "rejected" | "cancelled";
        /** @description An amount in major units of an ISO 4217 currency. */
        Money: {
            /** @example USD */
            currency: string;
            /**
             * @description A decimal number as a string; never a float.
             * @example 12.34
             */
            amount: string;
        };
        /** @description A quote as its partner sees it: without what it costs us. */
        PartnerQuote: {
            /** @example Q-00042 */
            reference: string;
            number?: string;
            /**
             * @description The customer's reference in the CRM.
             * @example Q-00042
             */
            customer: string;
            /**
             * @description The partner that sells or refers it, by its reference in the CRM; absent: we sell it ourselves.
             * @example Q-00042
             */
            partner?: string;
            /** @example EMEA */
            legalEntity: string;
            /** @example USD */
            currency: string;
            /**
             * @description Whether unit prices already contain the tax.
             * @enum {string}
             */
            priceBasis: "net" | "gross";
            /**
             * Format: date
             * @description A calendar date without a time zone, as documents carry it.
             * @example 2026-03-31
             */
            quotedOn: string;
            /**
             * Format: date
             * @description A calendar date without a time zone, as documents carry it.
             * @example 2026-03-31
             */
            validUntil?: string;
            state: components["schemas"]["QuoteState"];
            total: components["schemas"]["Money"] & unknown;
            lines: components["schemas"]["PartnerQuoteLine"][];
        };
        PartnerQuoteLine: {
            /** @description Unique within the quote, and the same in every document that follows from it. */
            id: string;
            /** @example MB-1034 */
            sku: string;
            description: string;
            charge: components["schemas"]["Charge"];
            term?: components["schemas"]["Term"];
            /**
             * @description A decimal number as a string; never a float.
             * @example 12.34
             */
            quantity: string;
            /**
             * @description Agreed price per unit in major units, before discount; may carry more decimals than the currency.
             * @example 12.34
             */
            unitPrice: string;
            /**
             * @description Fraction taken off the unit price: `0.15` is 15%.
             * @default 0
             * @example 12.34
             */
            discount: string;
            /**
             * @description A decimal number as a string; never a float.
             * @example 12.34
             */
            listPrice?: string;
            /**
             * @description Tax of the whole line as agreed with the customer, in major units; absent: the tax engine decides.
             * @example 12.34
             */
            agreedTax?: string;
        };
        /** @description What a quote is asked for; sales prices it. */
        QuoteRequest: {
            /**
             * @description A customer that the partner has had a quote for.
             * @example Q-00042
             */
            customer: string;
            lines: components["schemas"]["QuoteRequestLine"][];
        };
        QuoteRequestLine: {
            /** @example MB-1034 */
            sku: string;
            /**
             * @description A decimal number above zero, as a string.
             * @example 2
             */
            quantity: string;
        };
        /** @description Whether a quote can be ordered, and what it comes to with tax. */
        PartnerQuoteCheck: {
            /** @example Q-00042 */
            reference: string;
            verdict: components["schemas"]["Verdict"];
            remarks: components["schemas"]["Remark"][];
            net?: components["schemas"]["Money"];
            tax?: components["schemas"]["Money"];
            gross?: components["schemas"]["Money"];
        };
        /** @enum {string} */
        Verdict: "accepted" | "on-hold" | "refused";
        /** @description What stands against an order. What we decide among ourselves is a `review`. */
        Remark: {
            /** @enum {string} */
            rule: "state" | "validity" | "price" | "review" | "tax" | "availability" | "data";
            /** @enum {string} */
            severity: "refuse" | "hold" | "note";
            message: string;
            line?: string;
        };
        PartnerOrderReceipt: {
            /** @example Q-00042 */
            order: string;
            state: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            submittedAt: string;
        };
        PartnerOrderDraft: {
            /** @example Q-00042 */
            quote: string;
        };
        PartnerOrderPage: {
            items: components["schemas"]["PartnerOrder"][];
            next?: string;
        };
        /** @description Where an order stands between quote and cash. */
        PartnerOrder: {
            /** @example Q-00042 */
            reference: string;
            /** @example Q-00042 */
            partner?: string;
            /** @example Q-00042 */
            customer?: string;
            customerName?: string;
            /** @example EMEA */
            legalEntity?: string;
            stage: components["schemas"]["OrderStage"];
            message?: string;
            gross?: components["schemas"]["Money"];
            open?: components["schemas"]["Money"];
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            submittedAt: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            updatedAt: string;
        };
        /**
         * @description Where an order stands between quote and cash, in the words sales uses.
         * @enum {string}
         */
        OrderStage: "submitted" | "active" | "invoiced" | "partly-paid" | "paid" | "on-hold" | "refused" | "cancelled";
        /** @description Where an order stands between quote and cash. */
        PartnerOrderDetail: components["schemas"]["PartnerOrder"] & {
            invoices: components["schemas"]["InvoiceEntry"][];
            payments: components["schemas"]["PaymentEntry"][];
        };
        InvoiceEntry: {
            /** @example 10042 */
            id: string;
            number: string;
            /** @example Q-00042 */
            order: string;
            /** @example Q-00042 */
            customer?: string;
            net?: components["schemas"]["Money"];
            tax?: components["schemas"]["Money"];
            gross?: components["schemas"]["Money"];
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            at: string;
        };
        /** @description What of a payment settles invoices of this order. */
        PaymentEntry: {
            /** @example 10042 */
            id: string;
            /** @example Q-00042 */
            order: string;
            amount?: components["schemas"]["Money"];
            method?: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            at: string;
        };
        InvoiceEntryPage: {
            items: components["schemas"]["InvoiceEntry"][];
            next?: string;
        };
        /** @description An invoice as the billing system has it at this moment. */
        PartnerInvoice: {
            /** @example 10042 */
            id: string;
            /** @description Given when it is finalized. */
            number?: string;
            /** @example Q-00042 */
            reference: string;
            /** @example Q-00042 */
            order: string;
            /**
             * @description The customer's reference in the CRM.
             * @example Q-00042
             */
            customerReference: string;
            /** @example 10042 */
            subscription?: string;
            /** @example EMEA */
            legalEntity: string;
            /** @example USD */
            currency: string;
            /** @enum {string} */
            state: "draft" | "open" | "paid" | "void" | "uncollectible";
            /**
             * Format: date
             * @description A calendar date without a time zone, as documents carry it.
             * @example 2026-03-31
             */
            issuedOn: string;
            /**
             * Format: date
             * @description A calendar date without a time zone, as documents carry it.
             * @example 2026-03-31
             */
            dueOn?: string;
            net: components["schemas"]["Money"];
            tax: components["schemas"]["Money"];
            gross: components["schemas"]["Money"];
            open: components["schemas"]["Money"];
            lines: components["schemas"]["DocumentLine"][];
        };
        /** @description A line of a financial document; `gross` is `net` plus `tax`, to the minor unit. */
        DocumentLine: {
            id: string;
            /** @example MB-1034 */
            sku: string;
            description: string;
            /**
             * @description A decimal number as a string; never a float.
             * @example 12.34
             */
            quantity: string;
            net: components["schemas"]["Money"];
            tax: components["schemas"]["Money"];
            gross: components["schemas"]["Money"];
        };
        InvoiceDocument: {
            fileName: string;
            /** @enum {string} */
            mediaType: "application/pdf";
            /** @description The file, in base64 (RFC 4648, 4). */
            content: string;
        };
        /** @description What the customer of an order used at a moment. */
        PartnerUsage: {
            /** @description Names this one piece of usage of the order: recorded once, however often it is told. */
            reference: string;
            /** @example Q-00042 */
            order: string;
            /** @description What is counted, by the name billing has for it. */
            meter: string;
            /**
             * @description A decimal number as a string; never a float.
             * @example 12.34
             */
            quantity: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            at: string;
        };
        PartnerUsagePage: {
            items: components["schemas"]["PartnerUsage"][];
            next?: string;
        };
        PaymentEntryPage: {
            items: components["schemas"]["PaymentEntry"][];
            next?: string;
        };
    };
    responses: {
        /** @description The request does not fit the contract. */
        BadRequest: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No valid identity. */
        Unauthorized: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The identity lacks the scope. */
        Forbidden: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such thing, or none that you may know of. */
        NotFound: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A rule forbids it in the present state, or the same key is still under way. */
        Conflict: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request body is too large. */
        TooLarge: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A request body is sent as application/json. */
        UnsupportedMediaType: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The data cannot be processed, or the key was used with another body. */
        Unprocessable: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests. */
        TooManyRequests: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A system behind this one is not available. */
        Unavailable: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Any other failure. */
        Failed: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                RateLimit: components["headers"]["RateLimit"];
                "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "type",
                 *       "title": "Somebody else is changing the record.",
                 *       "status": 409,
                 *       "detail": "detail",
                 *       "code": "record-busy",
                 *       "kind": "transient",
                 *       "retryAfterMs": 1,
                 *       "outcomeUnknown": true,
                 *       "unsent": true,
                 *       "team": "team",
                 *       "correlation": "correlation",
                 *       "errors": [
                 *         {
                 *           "path": "body.lines.0.quantity",
                 *           "message": "message"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @description Makes a repeat safe: the same key with the same body takes effect once. */
        IdempotencyKey: string;
        /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
        CorrelationId: string;
    };
    requestBodies: never;
    headers: {
        /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
        CorrelationId: string;
        /** @description Seconds until a repeat is useful. */
        RetryAfter: number;
        /** @description What is left of the allowance of the caller, where there is one (draft-ietf-httpapi-ratelimit-headers). */
        RateLimit: string;
        /** @description Absent unless the host names other origins whose pages may read the answer: by default none may. */
        "Access-Control-Allow-Origin": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getPartner: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read whom the caller acts for. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "partner": "Q-00042",
                     *       "granted": [
                     *         "Q-00042"
                     *       ],
                     *       "sandbox": true,
                     *       "plan": "plan",
                     *       "ordersPerDay": 1,
                     *       "ordersToday": 1
                     *     }
                     */
                    "application/json": components["schemas"]["PartnerProfile"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    getPlan: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read what the plan of the partner allows, what is used of it, and the plan above. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "plan": "plan",
                     *       "calls": {
                     *         "count": 1,
                     *         "seconds": 1
                     *       },
                     *       "ordersPerDay": 1,
                     *       "quotesPerDay": 1,
                     *       "ordersToday": 1,
                     *       "quotesToday": 1,
                     *       "next": {
                     *         "plan": "plan",
                     *         "calls": {
                     *           "count": 1,
                     *           "seconds": 1
                     *         },
                     *         "ordersPerDay": 1,
                     *         "quotesPerDay": 1
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PlanUse"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    listActivity: {
        parameters: {
            query?: {
                days?: number;
            };
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List how much the partner asked and ordered on each of the last days, the oldest first. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "day": "2026-03-31",
                     *           "requests": 1,
                     *           "orders": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Activity"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    listOffers: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List the products that are sold with their list prices, by SKU. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "sku": "MB-1034",
                     *           "name": "name",
                     *           "currency": "USD",
                     *           "listPrice": "12.34",
                     *           "charge": "one-off",
                     *           "term": {
                     *             "unit": "month",
                     *             "count": 1
                     *           }
                     *         }
                     *       ],
                     *       "next": "next"
                     *     }
                     */
                    "application/json": components["schemas"]["OfferPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    listQuotes: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List the quotes of the partner, by reference. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "reference": "Q-00042",
                     *           "number": "number",
                     *           "customer": "Q-00042",
                     *           "partner": "Q-00042",
                     *           "currency": "USD",
                     *           "priceBasis": "net",
                     *           "quotedOn": "2026-03-31",
                     *           "validUntil": "2026-03-31",
                     *           "state": "draft",
                     *           "ordered": true,
                     *           "total": {
                     *             "currency": "USD",
                     *             "amount": "12.34"
                     *           }
                     *         }
                     *       ],
                     *       "next": "next"
                     *     }
                     */
                    "application/json": components["schemas"]["PartnerQuotePage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    requestQuote: {
        parameters: {
            query?: never;
            header: {
                /** @description Makes a repeat safe: the same key with the same body takes effect once. */
                "idempotency-key": components["parameters"]["IdempotencyKey"];
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "customer": "Q-00042",
                 *       "lines": [
                 *         {
                 *           "sku": "MB-1034",
                 *           "quantity": "2"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["QuoteRequest"];
            };
        };
        responses: {
            /** @description Ask for a quote; sales prices it, and presents it then. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "reference": "Q-00042",
                     *       "number": "number",
                     *       "customer": "Q-00042",
                     *       "partner": "Q-00042",
                     *       "legalEntity": "EMEA",
                     *       "currency": "USD",
                     *       "priceBasis": "net",
                     *       "quotedOn": "2026-03-31",
                     *       "validUntil": "2026-03-31",
                     *       "state": "draft",
                     *       "total": {
                     *         "currency": "USD",
                     *         "amount": "12.34"
                     *       },
                     *       "lines": [
                     *         {
                     *           "id": "id",
                     *           "sku": "MB-1034",
                     *           "description": "description",
                     *           "charge": "one-off",
                     *           "term": {
                     *             "unit": "month",
                     *             "count": 1
                     *           },
                     *           "quantity": "12.34",
                     *           "unitPrice": "12.34",
                     *           "discount": "12.34",
                     *           "listPrice": "12.34",
                     *           "agreedTax": "12.34"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PartnerQuote"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    getQuote: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                reference: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read a quote with its lines. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "reference": "Q-00042",
                     *       "number": "number",
                     *       "customer": "Q-00042",
                     *       "partner": "Q-00042",
                     *       "legalEntity": "EMEA",
                     *       "currency": "USD",
                     *       "priceBasis": "net",
                     *       "quotedOn": "2026-03-31",
                     *       "validUntil": "2026-03-31",
                     *       "state": "draft",
                     *       "total": {
                     *         "currency": "USD",
                     *         "amount": "12.34"
                     *       },
                     *       "lines": [
                     *         {
                     *           "id": "id",
                     *           "sku": "MB-1034",
                     *           "description": "description",
                     *           "charge": "one-off",
                     *           "term": {
                     *             "unit": "month",
                     *             "count": 1
                     *           },
                     *           "quantity": "12.34",
                     *           "unitPrice": "12.34",
                     *           "discount": "12.34",
                     *           "listPrice": "12.34",
                     *           "agreedTax": "12.34"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PartnerQuote"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    checkQuote: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                reference: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Check whether a quote can be ordered; changes nothing. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "reference": "Q-00042",
                     *       "verdict": "accepted",
                     *       "remarks": [
                     *         {
                     *           "rule": "state",
                     *           "severity": "refuse",
                     *           "message": "message",
                     *           "line": "line"
                     *         }
                     *       ],
                     *       "net": {
                     *         "currency": "USD",
                     *         "amount": "12.34"
                     *       },
                     *       "tax": {
                     *         "currency": "USD",
                     *         "amount": "12.34"
                     *       },
                     *       "gross": {
                     *         "currency": "USD",
                     *         "amount": "12.34"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PartnerQuoteCheck"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    acceptQuote: {
        parameters: {
            query?: never;
            header: {
                /** @description Makes a repeat safe: the same key with the same body takes effect once. */
                "idempotency-key": components["parameters"]["IdempotencyKey"];
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                reference: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accept a quote that was presented; an accepted one stays as it is. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "reference": "Q-00042",
                     *       "number": "number",
                     *       "customer": "Q-00042",
                     *       "partner": "Q-00042",
                     *       "legalEntity": "EMEA",
                     *       "currency": "USD",
                     *       "priceBasis": "net",
                     *       "quotedOn": "2026-03-31",
                     *       "validUntil": "2026-03-31",
                     *       "state": "draft",
                     *       "total": {
                     *         "currency": "USD",
                     *         "amount": "12.34"
                     *       },
                     *       "lines": [
                     *         {
                     *           "id": "id",
                     *           "sku": "MB-1034",
                     *           "description": "description",
                     *           "charge": "one-off",
                     *           "term": {
                     *             "unit": "month",
                     *             "count": 1
                     *           },
                     *           "quantity": "12.34",
                     *           "unitPrice": "12.34",
                     *           "discount": "12.34",
                     *           "listPrice": "12.34",
                     *           "agreedTax": "12.34"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PartnerQuote"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    listOrders: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                /** @description Where an order stands between quote and cash, in the words sales uses. */
                stage?: components["schemas"]["OrderStage"];
                search?: string;
            };
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List orders, the latest change first. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "reference": "Q-00042",
                     *           "partner": "Q-00042",
                     *           "customer": "Q-00042",
                     *           "customerName": "customer name",
                     *           "legalEntity": "EMEA",
                     *           "stage": "submitted",
                     *           "message": "message",
                     *           "gross": {
                     *             "currency": "USD",
                     *             "amount": "12.34"
                     *           },
                     *           "open": {
                     *             "currency": "USD",
                     *             "amount": "12.34"
                     *           },
                     *           "submittedAt": "2026-03-31T09:30:00Z",
                     *           "updatedAt": "2026-03-31T09:30:00Z"
                     *         }
                     *       ],
                     *       "next": "next"
                     *     }
                     */
                    "application/json": components["schemas"]["PartnerOrderPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    submitOrder: {
        parameters: {
            query?: never;
            header: {
                /** @description Makes a repeat safe: the same key with the same body takes effect once. */
                "idempotency-key": components["parameters"]["IdempotencyKey"];
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "quote": "Q-00042"
                 *     }
                 */
                "application/json": components["schemas"]["PartnerOrderDraft"];
            };
        };
        responses: {
            /** @description Order an accepted quote; submitting it again gives the same order. */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "order": "Q-00042",
                     *       "state": "state",
                     *       "submittedAt": "2026-03-31T09:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["PartnerOrderReceipt"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    getOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                reference: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read where an order stands, with its invoices and payments. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "reference": "Q-00042",
                     *       "partner": "Q-00042",
                     *       "customer": "Q-00042",
                     *       "customerName": "customer name",
                     *       "legalEntity": "EMEA",
                     *       "stage": "submitted",
                     *       "message": "message",
                     *       "gross": {
                     *         "currency": "USD",
                     *         "amount": "12.34"
                     *       },
                     *       "open": {
                     *         "currency": "USD",
                     *         "amount": "12.34"
                     *       },
                     *       "submittedAt": "2026-03-31T09:30:00Z",
                     *       "updatedAt": "2026-03-31T09:30:00Z",
                     *       "invoices": [
                     *         {
                     *           "id": "10042",
                     *           "number": "number",
                     *           "order": "Q-00042",
                     *           "customer": "Q-00042",
                     *           "net": {
                     *             "currency": "USD",
                     *             "amount": "12.34"
                     *           },
                     *           "tax": {
                     *             "currency": "USD",
                     *             "amount": "12.34"
                     *           },
                     *           "gross": {
                     *             "currency": "USD",
                     *             "amount": "12.34"
                     *           },
                     *           "at": "2026-03-31T09:30:00Z"
                     *         }
                     *       ],
                     *       "payments": [
                     *         {
                     *           "id": "10042",
                     *           "order": "Q-00042",
                     *           "amount": {
                     *             "currency": "USD",
                     *             "amount": "12.34"
                     *           },
                     *           "method": "method",
                     *           "at": "2026-03-31T09:30:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PartnerOrderDetail"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    listInvoices: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                order?: string;
            };
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List invoices that were issued, the latest first. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "10042",
                     *           "number": "number",
                     *           "order": "Q-00042",
                     *           "customer": "Q-00042",
                     *           "net": {
                     *             "currency": "USD",
                     *             "amount": "12.34"
                     *           },
                     *           "tax": {
                     *             "currency": "USD",
                     *             "amount": "12.34"
                     *           },
                     *           "gross": {
                     *             "currency": "USD",
                     *             "amount": "12.34"
                     *           },
                     *           "at": "2026-03-31T09:30:00Z"
                     *         }
                     *       ],
                     *       "next": "next"
                     *     }
                     */
                    "application/json": components["schemas"]["InvoiceEntryPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    getInvoice: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read an invoice with its lines and what is open of it. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "10042",
                     *       "number": "number",
                     *       "reference": "Q-00042",
                     *       "order": "Q-00042",
                     *       "customerReference": "Q-00042",
                     *       "subscription": "10042",
                     *       "legalEntity": "EMEA",
                     *       "currency": "USD",
                     *       "state": "draft",
                     *       "issuedOn": "2026-03-31",
                     *       "dueOn": "2026-03-31",
                     *       "net": {
                     *         "currency": "USD",
                     *         "amount": "12.34"
                     *       },
                     *       "tax": {
                     *         "currency": "USD",
                     *         "amount": "12.34"
                     *       },
                     *       "gross": {
                     *         "currency": "USD",
                     *         "amount": "12.34"
                     *       },
                     *       "open": {
                     *         "currency": "USD",
                     *         "amount": "12.34"
                     *       },
                     *       "lines": [
                     *         {
                     *           "id": "id",
                     *           "sku": "MB-1034",
                     *           "description": "description",
                     *           "quantity": "12.34",
                     *           "net": {
                     *             "currency": "USD",
                     *             "amount": "12.34"
                     *           },
                     *           "tax": {
                     *             "currency": "USD",
                     *             "amount": "12.34"
                     *           },
                     *           "gross": {
                     *             "currency": "USD",
                     *             "amount": "12.34"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PartnerInvoice"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    getInvoiceDocument: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read an invoice as a PDF. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "fileName": "file name",
                     *       "mediaType": "application/pdf",
                     *       "content": "content"
                     *     }
                     */
                    "application/json": components["schemas"]["InvoiceDocument"];
                    "application/pdf": unknown;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    listUsage: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                order?: string;
            };
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List the usage that was told and billing has taken, the latest first. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "reference": "reference",
                     *           "order": "Q-00042",
                     *           "meter": "meter",
                     *           "quantity": "12.34",
                     *           "at": "2026-03-31T09:30:00Z"
                     *         }
                     *       ],
                     *       "next": "next"
                     *     }
                     */
                    "application/json": components["schemas"]["PartnerUsagePage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    recordUsage: {
        parameters: {
            query?: never;
            header: {
                /** @description Makes a repeat safe: the same key with the same body takes effect once. */
                "idempotency-key": components["parameters"]["IdempotencyKey"];
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reference": "reference",
                 *       "order": "Q-00042",
                 *       "meter": "meter",
                 *       "quantity": "12.34",
                 *       "at": "2026-03-31T09:30:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["PartnerUsage"];
            };
        };
        responses: {
            /** @description Tell what the customer of an order used; the same reference is billed once. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "reference": "reference",
                     *       "order": "Q-00042",
                     *       "meter": "meter",
                     *       "quantity": "12.34",
                     *       "at": "2026-03-31T09:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["PartnerUsage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    listPayments: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                order?: string;
            };
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List payments, the latest first. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "10042",
                     *           "order": "Q-00042",
                     *           "amount": {
                     *             "currency": "USD",
                     *             "amount": "12.34"
                     *           },
                     *           "method": "method",
                     *           "at": "2026-03-31T09:30:00Z"
                     *         }
                     *       ],
                     *       "next": "next"
                     *     }
                     */
                    "application/json": components["schemas"]["PaymentEntryPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
}

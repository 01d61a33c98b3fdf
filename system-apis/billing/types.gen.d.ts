// Generated from openapi.json by `gantry contracts build`; do not edit.

export interface paths {
    "/customers/{reference}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Create or update the customer who is billed. */
        put: operations["upsertCustomer"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a subscription; its first invoice is a draft until it is finalized. */
        post: operations["createSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/subscriptions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a subscription. */
        get: operations["getSubscription"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/subscriptions/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a subscription at once and void its unpaid invoices; repeating it changes nothing. */
        post: operations["cancelSubscription"];
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
        /** List the invoices of an order. */
        get: operations["listInvoices"];
        put?: never;
        /** Create a draft invoice with its lines. */
        post: operations["createInvoice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell whether a total could be billed and collected at all; changes nothing. */
        get: operations["checkAmount"];
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
        /** Read an invoice with its lines. */
        get: operations["getInvoice"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invoices/{id}/finalize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a draft its number and make it due; repeating it changes nothing. */
        post: operations["finalizeInvoice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invoices/{id}/void": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Void an unpaid invoice; repeating it changes nothing. */
        post: operations["voidInvoice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/credit-notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Credit lines of a finalized invoice: off what is open, and the rest as the draft says. */
        post: operations["createCreditNote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/credit-notes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a credit note with its lines. */
        get: operations["getCreditNote"];
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
        get?: never;
        put?: never;
        /** Record what a customer used; the same reference is recorded once. */
        post: operations["recordUsage"];
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
        /** @description What a billing system tells at once of an invoice; read the invoice for its lines. */
        InvoiceNotice: {
            /** @example 10042 */
            id: string;
            number?: string;
            /** @example Q-00042 */
            reference: string;
            /** @example Q-00042 */
            order: string;
            /** @example Q-00042 */
            customerReference: string;
            /** @example EMEA */
            legalEntity: string;
            /** @example USD */
            currency: string;
            gross: components["schemas"]["Money"];
        };
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
        /** @description What a billing system tells at once of a credit note; read it for its lines. */
        CreditNoteNotice: {
            /** @example 10042 */
            id: string;
            number: string;
            /**
             * @description Where people made it in the billing system: its number.
             * @example Q-00042
             */
            reference: string;
            /** @example 10042 */
            invoice: string;
            /** @example USD */
            currency: string;
            gross: components["schemas"]["Money"];
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
        Customer: {
            /** @example 10042 */
            id: string;
            /** @example Q-00042 */
            reference: string;
            name: string;
            /** Format: email */
            email?: string;
            phone?: string;
            /**
             * @description The currency the customer is billed in.
             * @example USD
             */
            currency?: string;
            taxId?: string;
            billTo?: components["schemas"]["Address"];
            shipTo?: components["schemas"]["Address"];
            /** @description The vendor's own record. */
            native?: unknown;
        };
        /** @description A postal address. */
        Address: {
            street?: string;
            city?: string;
            region?: string;
            postalCode?: string;
            /** @description ISO 3166-1 alpha-2. */
            country: string;
        };
        /** @description What is known of a customer before a system has a record of it. */
        CustomerDraft: {
            name: string;
            /** Format: email */
            email?: string;
            phone?: string;
            /**
             * @description The currency the customer is billed in.
             * @example USD
             */
            currency?: string;
            taxId?: string;
            billTo?: components["schemas"]["Address"];
            shipTo?: components["schemas"]["Address"];
        };
        Subscription: {
            /** @example 10042 */
            id: string;
            /** @example Q-00042 */
            reference: string;
            /** @example Q-00042 */
            order: string;
            /** @example 10042 */
            customer: string;
            /** @enum {string} */
            state: "active" | "past-due" | "cancelled" | "incomplete";
            /**
             * @description Id of the latest invoice in the billing system; a draft right after creation.
             * @example 10042
             */
            invoice: string;
            /** @description The vendor's own record. */
            native?: unknown;
        };
        SubscriptionDraft: {
            /** @example Q-00042 */
            reference: string;
            /** @example Q-00042 */
            order: string;
            /**
             * @description The customer's id in the billing system.
             * @example 10042
             */
            customer: string;
            /** @example EMEA */
            legalEntity: string;
            /** @example USD */
            currency: string;
            /**
             * Format: date
             * @description A calendar date without a time zone, as documents carry it.
             * @example 2026-03-31
             */
            startsOn: string;
            /** @default 30 */
            dueDays: number;
            /** @description Charged again each term; amounts are those of one term. */
            recurring: components["schemas"]["RecurringLine"][];
            /**
             * @description Charged once, on the first invoice.
             * @default []
             */
            oneOff: components["schemas"]["DocumentLine"][];
        };
        RecurringLine: {
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
            term: components["schemas"]["Term"];
        };
        /** @description How often a recurring line is charged. */
        Term: {
            /** @enum {string} */
            unit: "month" | "year";
            count: number;
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
        /** @description An invoice as the billing system keeps it. */
        Invoice: {
            /** @example 10042 */
            id: string;
            /** @description Given when it is finalized. */
            number?: string;
            /** @example Q-00042 */
            reference: string;
            /** @example Q-00042 */
            order: string;
            /** @example 10042 */
            customer: string;
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
            lines: components["schemas"]["DocumentLine"][];
            net: components["schemas"]["Money"];
            tax: components["schemas"]["Money"];
            gross: components["schemas"]["Money"];
            open: components["schemas"]["Money"];
            /** @description The id of the request it was made for, where billing kept it. */
            correlation?: string;
            /** @description The vendor's own record. */
            native?: unknown;
        };
        InvoiceDraft: {
            /** @example Q-00042 */
            reference: string;
            /** @example Q-00042 */
            order: string;
            /**
             * @description The customer's id in the billing system.
             * @example 10042
             */
            customer: string;
            /** @example EMEA */
            legalEntity: string;
            /** @example USD */
            currency: string;
            /** @default 30 */
            dueDays: number;
            lines: components["schemas"]["DocumentLine"][];
        };
        Payability: {
            payable: boolean;
            /** @description Why not, in one sentence. */
            reason?: string;
        };
        InvoicePage: {
            items: components["schemas"]["Invoice"][];
            next?: string;
        };
        /** @description A correction of a finalized invoice, in favour of the customer. */
        CreditNote: {
            /** @example 10042 */
            id: string;
            number: string;
            /**
             * @description Where people made it in the billing system: its number.
             * @example Q-00042
             */
            reference: string;
            /** @example 10042 */
            invoice: string;
            /** @example USD */
            currency: string;
            gross: components["schemas"]["Money"];
            /** @example 10042 */
            customer: string;
            /** @enum {string} */
            state: "issued" | "void";
            /**
             * Format: date
             * @description A calendar date without a time zone, as documents carry it.
             * @example 2026-03-31
             */
            issuedOn: string;
            reason?: components["schemas"]["CreditReason"];
            lines: components["schemas"]["CreditedLine"][];
            net: components["schemas"]["Money"];
            tax: components["schemas"]["Money"];
            fromOpen: components["schemas"]["Money"] & unknown;
            correlation?: string;
            /** @description The vendor's own record. */
            native?: unknown;
        };
        /** @enum {string} */
        CreditReason: "duplicate" | "fraudulent" | "order-change" | "unsatisfactory";
        /** @description What of an invoice line is credited, in positive amounts. */
        CreditedLine: {
            /** @description The invoice's line that is credited, by its id. */
            line: string;
            net: components["schemas"]["Money"];
            tax: components["schemas"]["Money"];
            gross: components["schemas"]["Money"];
        };
        CreditNoteDraft: {
            /** @example Q-00042 */
            reference: string;
            /**
             * @description The invoice's id in the billing system; it must be finalized.
             * @example 10042
             */
            invoice: string;
            reason?: components["schemas"]["CreditReason"];
            /**
             * @description What becomes of the part that was paid already: paid back, kept for the next invoice, or settled elsewhere.
             * @default balance
             * @enum {string}
             */
            paidPart: "refund" | "balance" | "elsewhere";
            lines: components["schemas"]["CreditedLine"][];
        };
        /** @description What a customer used at a moment; billed by the meter it counts on. */
        Usage: {
            /**
             * @description Names this one piece of usage: recorded once, however often it is told.
             * @example Q-00042
             */
            reference: string;
            /**
             * @description The customer's id in the billing system.
             * @example 10042
             */
            customer: string;
            /** @description What is counted, by the name the billing system has for it. */
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
    };
    responses: {
        /** @description The request does not fit the contract. */
        BadRequest: {
            headers: {
                "x-correlation-id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No valid identity. */
        Unauthorized: {
            headers: {
                "x-correlation-id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The identity lacks the scope. */
        Forbidden: {
            headers: {
                "x-correlation-id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such thing, or none that you may know of. */
        NotFound: {
            headers: {
                "x-correlation-id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A rule forbids it in the present state, or the same key is still under way. */
        Conflict: {
            headers: {
                "x-correlation-id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request body is too large. */
        TooLarge: {
            headers: {
                "x-correlation-id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A request body is sent as application/json. */
        UnsupportedMediaType: {
            headers: {
                "x-correlation-id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The data cannot be processed, or the key was used with another body. */
        Unprocessable: {
            headers: {
                "x-correlation-id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests. */
        TooManyRequests: {
            headers: {
                "x-correlation-id": components["headers"]["CorrelationId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A system behind this one is not available. */
        Unavailable: {
            headers: {
                "x-correlation-id": components["headers"]["CorrelationId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Any other failure. */
        Failed: {
            headers: {
                "x-correlation-id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
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
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    upsertCustomer: {
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
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerDraft"];
            };
        };
        responses: {
            /** @description Create or update the customer who is billed. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
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
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    createSubscription: {
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
                "application/json": components["schemas"]["SubscriptionDraft"];
            };
        };
        responses: {
            /** @description Start a subscription; its first invoice is a draft until it is finalized. */
            201: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscription"];
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
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    getSubscription: {
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
            /** @description Read a subscription. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscription"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    cancelSubscription: {
        parameters: {
            query?: never;
            header: {
                /** @description Makes a repeat safe: the same key with the same body takes effect once. */
                "idempotency-key": components["parameters"]["IdempotencyKey"];
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
            /** @description Cancel a subscription at once and void its unpaid invoices; repeating it changes nothing. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscription"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    listInvoices: {
        parameters: {
            query: {
                order: string;
                cursor?: string;
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
            /** @description List the invoices of an order. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvoicePage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    createInvoice: {
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
                "application/json": components["schemas"]["InvoiceDraft"];
            };
        };
        responses: {
            /** @description Create a draft invoice with its lines. */
            201: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invoice"];
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
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    checkAmount: {
        parameters: {
            query: {
                currency: string;
                /** @description A decimal number as a string; never a float. */
                amount: string;
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
            /** @description Tell whether a total could be billed and collected at all; changes nothing. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payability"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
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
            /** @description Read an invoice with its lines. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invoice"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    finalizeInvoice: {
        parameters: {
            query?: never;
            header: {
                /** @description Makes a repeat safe: the same key with the same body takes effect once. */
                "idempotency-key": components["parameters"]["IdempotencyKey"];
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
            /** @description Give a draft its number and make it due; repeating it changes nothing. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invoice"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    voidInvoice: {
        parameters: {
            query?: never;
            header: {
                /** @description Makes a repeat safe: the same key with the same body takes effect once. */
                "idempotency-key": components["parameters"]["IdempotencyKey"];
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
            /** @description Void an unpaid invoice; repeating it changes nothing. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invoice"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    createCreditNote: {
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
                "application/json": components["schemas"]["CreditNoteDraft"];
            };
        };
        responses: {
            /** @description Credit lines of a finalized invoice: off what is open, and the rest as the draft says. */
            201: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreditNote"];
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
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    getCreditNote: {
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
            /** @description Read a credit note with its lines. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreditNote"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
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
                "application/json": components["schemas"]["Usage"];
            };
        };
        responses: {
            /** @description Record what a customer used; the same reference is recorded once. */
            201: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Usage"];
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
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
}

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
        /** Create or update the debtor in a legal entity. */
        put: operations["upsertCustomer"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/{reference}/credit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a customer's credit limit, balance and hold. */
        get: operations["getCreditStanding"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/items/{sku}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Create or update the item a product is booked as in a legal entity. */
        put: operations["upsertItem"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/availability": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what can be promised of some items; an unknown item is missing in the answer. */
        get: operations["listAvailability"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sales-orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Book a sales order; its reference is permanent, so a repeat gives the same order. */
        post: operations["createSalesOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sales-orders/{reference}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a sales order by its reference. */
        get: operations["getSalesOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sales-orders/{reference}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close a sales order that is not billed; repeating it changes nothing. */
        post: operations["cancelSalesOrder"];
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
        /** Find receivables by the billing invoice they stand for, or by order. */
        get: operations["listInvoices"];
        put?: never;
        /** Post a receivable from its sales order; a repeat with the same reference gives the same one. */
        post: operations["postInvoice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cash-applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Book a customer payment and apply it to receivables; a repeat gives the same one. */
        post: operations["applyPayment"];
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
        /** @description What a receivable has become: paid in part, paid, or voided. */
        ReceivableNotice: {
            /** @example 10042 */
            id: string;
            number: string;
            /** @example Q-00042 */
            reference: string;
            /** @example Q-00042 */
            order?: string;
            /** @enum {string} */
            state: "open" | "paid" | "voided";
            /** @example USD */
            currency: string;
            gross: components["schemas"]["Money"];
            open: components["schemas"]["Money"];
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
        ReceivableDeletion: {
            /** @example 10042 */
            id: string;
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
        /** @description What is known of a customer before a legal entity has it in its books. */
        DebtorDraft: {
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
            /** @example EMEA */
            legalEntity: string;
        };
        /** @description What the ledger says of a customer's credit. */
        CreditStanding: {
            /** @example Q-00042 */
            customer: string;
            limit?: components["schemas"]["Money"] & unknown;
            balance: components["schemas"]["Money"];
            onHold: boolean;
        };
        Product: {
            /** @example 10042 */
            id: string;
            /** @example MB-1034 */
            sku: string;
            name: string;
            /** @example USD */
            currency: string;
            /**
             * @description Per unit, in major units; may carry more decimals than the currency.
             * @example 12.34
             */
            listPrice: string;
            /**
             * @description What a unit costs us, in the same currency; absent where unknown.
             * @example 12.34
             */
            unitCost?: string;
            charge: components["schemas"]["Charge"];
            term?: components["schemas"]["Term"];
            /** @description The tax engine's code for the kind of good. */
            taxCode?: string;
            /** @description The vendor's own record. */
            native?: unknown;
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
            count: number;
        };
        ProductDraft: {
            name: string;
            /** @example USD */
            currency: string;
            /**
             * @description Per unit, in major units; may carry more decimals than the currency.
             * @example 12.34
             */
            listPrice: string;
            /**
             * @description What a unit costs us, in the same currency; absent where unknown.
             * @example 12.34
             */
            unitCost?: string;
            charge: components["schemas"]["Charge"];
            term?: components["schemas"]["Term"];
            /** @description The tax engine's code for the kind of good. */
            taxCode?: string;
        };
        AvailabilityList: {
            items: components["schemas"]["Availability"][];
        };
        /** @description Stock that can be promised; absent quantity: the item is not stocked and always available. */
        Availability: {
            /** @example MB-1034 */
            sku: string;
            /**
             * @description A decimal number as a string; never a float.
             * @example 12.34
             */
            available?: string;
        };
        /** @description The order as the ERP keeps it. */
        SalesOrder: {
            /** @example 10042 */
            id: string;
            number: string;
            /** @example Q-00042 */
            reference: string;
            /** @enum {string} */
            state: "open" | "billed" | "closed" | "cancelled";
            /** @example USD */
            currency: string;
            net: components["schemas"]["Money"];
            tax: components["schemas"]["Money"];
            gross: components["schemas"]["Money"];
            /** @description The vendor's own record. */
            native?: unknown;
        };
        SalesOrderDraft: {
            /** @example Q-00042 */
            reference: string;
            /**
             * @description The customer's reference.
             * @example Q-00042
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
            orderedOn: string;
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
        /** @description A receivable in the ERP's ledger. */
        LedgerInvoice: {
            /** @example 10042 */
            id: string;
            number: string;
            /** @example Q-00042 */
            reference: string;
            /** @example Q-00042 */
            order?: string;
            /** @enum {string} */
            state: "open" | "paid" | "voided";
            /** @example USD */
            currency: string;
            net: components["schemas"]["Money"];
            tax: components["schemas"]["Money"];
            gross: components["schemas"]["Money"];
            open: components["schemas"]["Money"];
            /** @description The vendor's own record. */
            native?: unknown;
        };
        LedgerInvoiceDraft: {
            /**
             * @description The billing system's invoice id.
             * @example Q-00042
             */
            reference: string;
            number?: string;
            /** @example Q-00042 */
            order: string;
            /**
             * @description The customer's reference.
             * @example Q-00042
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
        };
        LedgerInvoicePage: {
            items: components["schemas"]["LedgerInvoice"][];
            next?: string;
        };
        /** @description A customer payment in the ERP, applied to receivables. */
        CashApplication: {
            /** @example 10042 */
            id: string;
            number: string;
            /** @example Q-00042 */
            reference: string;
            /** @example USD */
            currency: string;
            amount: components["schemas"]["Money"];
            unapplied: components["schemas"]["Money"];
            applications: components["schemas"]["Application"][];
            /** @description The vendor's own record. */
            native?: unknown;
        };
        /** @description The part of a payment that settles one invoice. */
        Application: {
            /** @example 10042 */
            invoice: string;
            amount: components["schemas"]["Money"];
        };
        CashApplicationDraft: {
            /**
             * @description The payment system's payment id.
             * @example Q-00042
             */
            reference: string;
            /**
             * @description The customer's reference.
             * @example Q-00042
             */
            customer: string;
            /** @example EMEA */
            legalEntity: string;
            /** @example USD */
            currency: string;
            amount: components["schemas"]["Money"];
            /**
             * Format: date
             * @description A calendar date without a time zone, as documents carry it.
             * @example 2026-03-31
             */
            receivedOn: string;
            /** @description Ledger invoices, by their id in the ERP. */
            applications: components["schemas"]["Application"][];
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
                "application/json": components["schemas"]["DebtorDraft"];
            };
        };
        responses: {
            /** @description Create or update the debtor in a legal entity. */
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
    getCreditStanding: {
        parameters: {
            query: {
                legalEntity: string;
                /** @description The day whose books are meant, where a legal entity has moved from one system to another: the document's own. Default: today. */
                asOf?: string;
                currency: string;
            };
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
            /** @description Read a customer's credit limit, balance and hold. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreditStanding"];
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
    upsertItem: {
        parameters: {
            query: {
                legalEntity: string;
                /** @description The day whose books are meant, where a legal entity has moved from one system to another: the document's own. Default: today. */
                asOf?: string;
            };
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                sku: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProductDraft"];
            };
        };
        responses: {
            /** @description Create or update the item a product is booked as in a legal entity. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
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
    listAvailability: {
        parameters: {
            query: {
                legalEntity: string;
                /** @description The day whose books are meant, where a legal entity has moved from one system to another: the document's own. Default: today. */
                asOf?: string;
                /** @description Comma-separated, 100 at most. */
                skus: string;
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
            /** @description Read what can be promised of some items; an unknown item is missing in the answer. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AvailabilityList"];
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
    createSalesOrder: {
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
                "application/json": components["schemas"]["SalesOrderDraft"];
            };
        };
        responses: {
            /** @description Book a sales order; its reference is permanent, so a repeat gives the same order. */
            201: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SalesOrder"];
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
    getSalesOrder: {
        parameters: {
            query: {
                legalEntity: string;
                /** @description The day whose books are meant, where a legal entity has moved from one system to another: the document's own. Default: today. */
                asOf?: string;
            };
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
            /** @description Read a sales order by its reference. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SalesOrder"];
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
    cancelSalesOrder: {
        parameters: {
            query: {
                legalEntity: string;
                /** @description The day whose books are meant, where a legal entity has moved from one system to another: the document's own. Default: today. */
                asOf?: string;
            };
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
            /** @description Close a sales order that is not billed; repeating it changes nothing. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SalesOrder"];
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
                legalEntity: string;
                /** @description The day whose books are meant, where a legal entity has moved from one system to another: the document's own. Default: today. */
                asOf?: string;
                reference?: string;
                order?: string;
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
            /** @description Find receivables by the billing invoice they stand for, or by order. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerInvoicePage"];
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
    postInvoice: {
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
                "application/json": components["schemas"]["LedgerInvoiceDraft"];
            };
        };
        responses: {
            /** @description Post a receivable from its sales order; a repeat with the same reference gives the same one. */
            201: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerInvoice"];
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
    applyPayment: {
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
                "application/json": components["schemas"]["CashApplicationDraft"];
            };
        };
        responses: {
            /** @description Book a customer payment and apply it to receivables; a repeat gives the same one. */
            201: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CashApplication"];
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

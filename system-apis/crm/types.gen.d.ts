// Generated from openapi.json by `gantry contracts build`; do not edit.

export interface paths {
    "/customers/{reference}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a customer by its reference. */
        get: operations["getCustomer"];
        /** Create or update a customer by its reference. */
        put: operations["upsertCustomer"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customer-imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to create or update many customers; the good ones are saved whatever becomes of the others. */
        post: operations["startCustomerImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customer-imports/{ticket}/continue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Move an import on and tell where it stands; to be repeated until it is completed. */
        post: operations["continueCustomerImport"];
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
        /** Read an order by the reference of its quote. */
        get: operations["getOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{reference}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Tell sales where an order stands; an older status than the one kept changes nothing. */
        put: operations["updateOrderStatus"];
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
        /** @description Tells that there is something to read; never what. */
        CustomerNotice: {
            /** @example Q-00042 */
            reference: string;
            /** @example 10042 */
            id: string;
        };
        CustomerRemoval: {
            /** @example Q-00042 */
            reference: string;
            /** @example 10042 */
            id: string;
            /**
             * @description The customer that this one became, where two were merged and the other has a reference.
             * @example Q-00042
             */
            mergedInto?: string;
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
        /** @description Many customers at once, each by itself. */
        CustomerImport: {
            /** @description What to go on with. Another start of the same import has another. */
            ticket: string;
            /** @enum {string} */
            state: "running" | "completed";
            /** @description 0 until it is completed. */
            saved: number;
            /** @description The customers that were not saved, or not in full, with the CRM's own reason. */
            refused: {
                /** @example Q-00042 */
                reference: string;
                code: string;
                message: string;
            }[];
        };
        CustomerImportDraft: {
            /** @description Each reference once. */
            customers: {
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
            }[];
        };
        /** @description The order as the CRM keeps it. */
        Order: {
            /** @example 10042 */
            id: string;
            number: string;
            /**
             * @description The quote's reference: one quote, one order.
             * @example Q-00042
             */
            reference: string;
            /** @enum {string} */
            state: "draft" | "activated" | "cancelled";
            stage?: string;
            message?: string;
            open?: components["schemas"]["Money"];
            /** @description The vendor's own record. */
            native?: unknown;
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
        /** @description What Gantry tells the CRM of an order. */
        OrderStatus: {
            stage: components["schemas"]["OrderStage"];
            /** @description One business sentence. */
            message: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            at: string;
            correlation?: string;
            open?: components["schemas"]["Money"] & unknown;
            invoiceNumber?: string;
        };
        /**
         * @description Where an order stands between quote and cash, in the words sales uses.
         * @enum {string}
         */
        OrderStage: "submitted" | "active" | "invoiced" | "partly-paid" | "paid" | "on-hold" | "refused" | "cancelled";
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
    getCustomer: {
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
            /** @description Read a customer by its reference. */
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
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
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
            /** @description Create or update a customer by its reference. */
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
    startCustomerImport: {
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
                "application/json": components["schemas"]["CustomerImportDraft"];
            };
        };
        responses: {
            /** @description Begin to create or update many customers; the good ones are saved whatever becomes of the others. */
            202: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerImport"];
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
    continueCustomerImport: {
        parameters: {
            query?: never;
            header: {
                /** @description Makes a repeat safe: the same key with the same body takes effect once. */
                "idempotency-key": components["parameters"]["IdempotencyKey"];
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                ticket: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Move an import on and tell where it stands; to be repeated until it is completed. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerImport"];
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
            /** @description Read an order by the reference of its quote. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
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
    updateOrderStatus: {
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
                "application/json": components["schemas"]["OrderStatus"];
            };
        };
        responses: {
            /** @description Tell sales where an order stands; an older status than the one kept changes nothing. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
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

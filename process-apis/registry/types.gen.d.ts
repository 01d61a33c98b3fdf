// Generated from openapi.json by `gantry contracts build`; do not edit.

export interface paths {
    "/apis": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List every published API.
         * @description Asks for the scope `process.registry.listApis`. It changes nothing.
         */
        get: operations["listApis"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/apis/{tier}/{name}/document": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the OpenAPI document of an API, as published.
         * @description Asks for the scope `process.registry.getDocument`. It changes nothing.
         */
        get: operations["getDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/apis/{tier}/{name}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List every version of an API that was published, with what it changed, the oldest first.
         * @description Asks for the scope `process.registry.listVersions`. It changes nothing.
         */
        get: operations["listVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/apis/{tier}/{name}/versions/{version}/document": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the OpenAPI document of one version, as it was published.
         * @description Asks for the scope `process.registry.getVersionDocument`. It changes nothing.
         */
        get: operations["getVersionDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/apis/{tier}/{name}/versions/{version}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the AsyncAPI document of one version, as it was published.
         * @description Asks for the scope `process.registry.getVersionEvents`. It changes nothing.
         */
        get: operations["getVersionEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/apis/{tier}/{name}/consumers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who declares to use an API, and who was seen to call which version.
         * @description Asks for the scope `process.registry.listConsumers`. It changes nothing.
         */
        get: operations["listConsumers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who has to move from a deprecated version, by when, and how.
         * @description Asks for the scope `process.registry.listNotices`. It changes nothing.
         */
        get: operations["listNotices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/announcements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell those who subscribed what was published of late and was not told yet.
         * @description Asks for the scope `process.registry.announcePublications`. Send an `Idempotency-Key`: a repeat with the same key takes effect once.
         */
        post: operations["announcePublications"];
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
        /**
         * List your subscriptions.
         * @description Asks for the scope `process.registry.listSubscriptions`. It changes nothing.
         */
        get: operations["listSubscriptions"];
        put?: never;
        post?: never;
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
        get?: never;
        /**
         * Subscribe to what is published, or change it; each signs with a key of its own.
         * @description Asks for the scope `process.registry.putSubscription`. A repeat changes nothing.
         */
        put: operations["putSubscription"];
        post?: never;
        /**
         * Remove a subscription; what was still to be delivered to it is dropped.
         * @description Asks for the scope `process.registry.removeSubscription`.
         */
        delete: operations["removeSubscription"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/subscriptions/{id}/signing-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give the subscription a new signing key; the one before signs beside it for a day.
         * @description Asks for the scope `process.registry.renewSigningKey`.
         */
        post: operations["renewSigningKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/subscriptions/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message that means nothing, to see whether it arrives.
         * @description Asks for the scope `process.registry.testSubscription`. Send an `Idempotency-Key`: a repeat with the same key takes effect once.
         */
        post: operations["testSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List deliveries, the latest first; they are kept for 30 days.
         * @description Asks for the scope `process.registry.listDeliveries`. It changes nothing.
         */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a delivery with what is sent and every attempt.
         * @description Asks for the scope `process.registry.getDelivery`. It changes nothing.
         */
        get: operations["getDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver the same message again, under its first id.
         * @description Asks for the scope `process.registry.replayDelivery`. Send an `Idempotency-Key`: a repeat with the same key takes effect once.
         */
        post: operations["replayDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/{id}/attempt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a delivery once and write down what came of it; the flow of deliveries asks this.
         * @description Asks for the scope `process.registry.attemptDelivery`.
         */
        post: operations["attemptDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/{id}/failure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a delivery up that was attempted often enough; the flow of deliveries asks this.
         * @description Asks for the scope `process.registry.giveUpDelivery`.
         */
        post: operations["giveUpDelivery"];
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
        PublishedContract: {
            /** @enum {string} */
            tier: "system" | "process" | "experience";
            /** @example orders */
            name: string;
            /** @example 1.1.0 */
            version: string;
            /**
             * Format: date
             * @example 2026-03-31
             */
            publishedOn: string;
            /** @enum {string} */
            lifecycle: "draft" | "active" | "deprecated" | "retired";
            /**
             * @description The gravest change against the version before; `none` for the first.
             * @enum {string}
             */
            level: "breaking" | "warning" | "info" | "none";
            /** @description What the version brought, in one sentence. */
            changelog: string;
            changes: components["schemas"]["Change"][];
            /** @description How to move here from the major version before. */
            migration?: string;
            deprecation?: components["schemas"]["Deprecation"];
        };
        /** @description What is other than in the version before. */
        Change: {
            id: string;
            level: string;
            location: string;
            text: string;
        };
        /** @description Since when a version is deprecated, and from when on it answers 410. */
        Deprecation: {
            /**
             * Format: date
             * @example 2026-03-31
             */
            since: string;
            /**
             * Format: date
             * @example 2026-03-31
             */
            sunset: string;
            successor: string;
            migration: string;
        };
        WebhookDeliveryDue: {
            /** Format: uuid */
            delivery: string;
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
        ApiList: {
            items: components["schemas"]["ApiEntry"][];
        };
        ApiEntry: {
            name: string;
            title: string;
            description: string;
            /** @enum {string} */
            tier: "system" | "process" | "experience";
            version: string;
            owner: string;
            /** @enum {string} */
            criticality: "standard" | "financial";
            /** @enum {string} */
            lifecycle: "draft" | "active" | "deprecated" | "retired";
            /** @description Where it is mounted on a host. */
            path: string;
            operations: {
                id: string;
                method: string;
                path: string;
                summary: string;
            }[];
            events: string[];
            /** @description Names of the contracts it calls, as `tier.name`. */
            uses: string[];
            /** @description The mailbox of the owner. */
            contact?: string;
            /** @enum {string} */
            audience?: "internal" | "partner" | "public";
            objectives?: components["schemas"]["Objectives"];
            /** @description The team of finance that approves each change. */
            approver?: string;
            deprecation?: components["schemas"]["Deprecation"];
            /** @description Every version published, the oldest first. */
            versions?: string[];
            /** @description What the linters left of 100, when it was published. */
            score?: number;
            /** @description The classes of data its fields are of. */
            classes?: string[];
        };
        /** @description What its owner promises. */
        Objectives: {
            availabilityPercent: number;
            p95Ms: number;
        };
        /** @description An OpenAPI 3.1 document. */
        ApiDocument: {
            [key: string]: unknown;
        };
        VersionList: {
            items: components["schemas"]["Publication"][];
        };
        /** @description A version of an API, as it was published. */
        Publication: {
            /** @enum {string} */
            tier: "system" | "process" | "experience";
            /** @example orders */
            name: string;
            /** @example 1.1.0 */
            version: string;
            /**
             * Format: date
             * @example 2026-03-31
             */
            publishedOn: string;
            /** @example release@example.com */
            publishedBy: string;
            /** @description SHA-256 of the documents as they lie in the registry. */
            digest: string;
            owner: string;
            /** @example orders@example.com */
            contact?: string;
            /** @enum {string} */
            audience: "internal" | "partner" | "public";
            /** @enum {string} */
            criticality: "standard" | "financial";
            /** @enum {string} */
            lifecycle: "draft" | "active" | "deprecated" | "retired";
            objectives?: components["schemas"]["Objectives"];
            /** @description The classes of data its fields are of. */
            classes: string[];
            /** @description What the version brought, in one sentence. */
            changelog: string;
            /**
             * @description The gravest change against the version before; `none` for the first.
             * @enum {string}
             */
            level: "breaking" | "warning" | "info" | "none";
            changes: components["schemas"]["Change"][];
            /** @description What the linters left of 100. */
            score: number;
            waived: {
                rule: string;
                owner: string;
                /**
                 * Format: date
                 * @example 2026-03-31
                 */
                expires: string;
            }[];
            approval?: {
                by: string;
                /**
                 * Format: date
                 * @example 2026-03-31
                 */
                on: string;
                reason: string;
            };
            /** @description How to move here from the major version before. */
            migration?: string;
            deprecation?: components["schemas"]["Deprecation"];
        };
        ConsumerList: {
            items: components["schemas"]["Consumer"][];
        };
        Consumer: {
            /** @description An API as `tier.name`, or the client that a token names. */
            consumer: string;
            /** @description Whether it declares that it uses the API. */
            declared: boolean;
            /** @description What it called; absent where it was not seen. */
            version?: string;
            /**
             * Format: int64
             * @description Calls in the last 90 days.
             */
            calls: number;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            lastCalledAt?: string;
        };
        NoticeList: {
            items: components["schemas"]["Notice"][];
        };
        /** @description A consumer has to move before a day. */
        Notice: {
            /** @description `tier.name`. */
            api: string;
            version: string;
            path: string;
            consumer: string;
            /**
             * Format: date
             * @example 2026-03-31
             */
            since: string;
            /**
             * Format: date
             * @example 2026-03-31
             */
            sunset: string;
            successor: string;
            migration: string;
            /**
             * Format: int64
             * @description Calls of the deprecated version in the last 90 days.
             */
            calls: number;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            lastCalledAt?: string;
        };
        /** @description What is told by this call. */
        AnnouncementList: {
            items: {
                api: string;
                version: string;
                /**
                 * Format: date
                 * @description A calendar date without a time zone, as documents carry it.
                 * @example 2026-03-31
                 */
                publishedOn: string;
            }[];
        };
        AnnouncementRequest: {
            /**
             * Format: date
             * @description Published from this day on; a week ago where absent.
             * @example 2026-03-31
             */
            since?: string;
        };
        SubscriptionList: {
            items: components["schemas"]["Subscription"][];
        };
        /** @description Who is told of what is published from the day on that it was set up. */
        Subscription: {
            /**
             * @description Chosen by whoever subscribes.
             * @example web-shop
             */
            id: string;
            /**
             * Format: uri
             * @description A public HTTPS address; redirects are not followed.
             * @example https://shop.example.com/in
             */
            url: string;
            /**
             * @description `tier.name`, `tier.*`, or `*` for every API.
             * @example [
             *       "process.*",
             *       "system.files"
             *     ]
             */
            apis: string[];
            /**
             * @description `contract.event` or `contract.*`: told of a version that changes one of them, whichever API it is.
             * @example [
             *       "things.thingMade"
             *     ]
             */
            events: string[];
            levels: ("breaking" | "warning" | "info" | "none")[];
            /** @enum {string} */
            state: "active" | "paused";
            /** @description Why it is paused. */
            reason?: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            createdAt: string;
        };
        SubscriptionSettings: {
            /**
             * Format: uri
             * @description A public HTTPS address; redirects are not followed.
             * @example https://shop.example.com/in
             */
            url: string;
            /**
             * @description `tier.name`, `tier.*`, or `*` for every API.
             * @default [
             *       "*"
             *     ]
             * @example [
             *       "process.*",
             *       "system.files"
             *     ]
             */
            apis: string[];
            /**
             * @description `contract.event` or `contract.*`: told of a version that changes one of them, whichever API it is.
             * @default []
             * @example [
             *       "things.thingMade"
             *     ]
             */
            events: string[];
            /**
             * @description How grave its gravest change is.
             * @default [
             *       "breaking",
             *       "warning",
             *       "info",
             *       "none"
             *     ]
             */
            levels: ("breaking" | "warning" | "info" | "none")[];
            /**
             * @default active
             * @enum {string}
             */
            state: "active" | "paused";
        };
        WebhookSigningKey: {
            /** @description Begins with whsec_. It is shown this once. */
            signingKey: string;
            /**
             * Format: date-time
             * @description Until then the one before signs as well.
             * @example 2026-03-31T09:30:00Z
             */
            previousUntil?: string;
        };
        SubscriptionDelivery: {
            /** Format: uuid */
            id: string;
            /**
             * @description Chosen by whoever subscribes.
             * @example web-shop
             */
            subscription: string;
            /** @description The `webhook-id` that is sent; a replay sends the same. */
            message: string;
            type: components["schemas"]["SubscriptionMessageType"];
            state: components["schemas"]["WebhookDeliveryState"];
            /** Format: int64 */
            attempts: number;
            /**
             * Format: int64
             * @description The HTTP status of the last answer.
             */
            status?: number;
            /** @description Why the last attempt failed. */
            reason?: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            attemptedAt?: string;
        };
        /**
         * @description `subscription.tested` is sent on demand alone.
         * @enum {string}
         */
        SubscriptionMessageType: "subscription.tested" | "contract.published";
        /**
         * @description `failed`: given up after a day of attempts. `dropped`: its endpoint was paused or removed.
         * @enum {string}
         */
        WebhookDeliveryState: "pending" | "delivered" | "failed" | "dropped";
        SubscriptionDeliveryPage: {
            items: components["schemas"]["SubscriptionDelivery"][];
            next?: string;
        };
        SubscriptionDeliveryDetail: components["schemas"]["SubscriptionDelivery"] & {
            /** @description What is sent, byte for byte. */
            body: string;
            history: components["schemas"]["WebhookAttempt"][];
        };
        WebhookAttempt: {
            /** Format: int64 */
            number: number;
            /**
             * Format: date-time
             * @description A moment, ISO 8601 in UTC.
             * @example 2026-03-31T09:30:00Z
             */
            at: string;
            /** Format: int64 */
            status?: number;
            reason?: string;
            /** Format: int64 */
            tookMs: number;
        };
        WebhookOutcome: {
            state: components["schemas"]["WebhookDeliveryState"];
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
    listApis: {
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
            /** @description List every published API. */
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
                     *           "name": "name",
                     *           "title": "title",
                     *           "description": "description",
                     *           "tier": "system",
                     *           "version": "version",
                     *           "owner": "owner",
                     *           "criticality": "standard",
                     *           "lifecycle": "draft",
                     *           "path": "path",
                     *           "operations": [
                     *             {
                     *               "id": "id",
                     *               "method": "method",
                     *               "path": "path",
                     *               "summary": "summary"
                     *             }
                     *           ],
                     *           "events": [
                     *             "events"
                     *           ],
                     *           "uses": [
                     *             "uses"
                     *           ],
                     *           "contact": "contact",
                     *           "audience": "internal",
                     *           "objectives": {
                     *             "availabilityPercent": 1,
                     *             "p95Ms": 1
                     *           },
                     *           "approver": "approver",
                     *           "deprecation": {
                     *             "since": "2026-03-31",
                     *             "sunset": "2026-03-31",
                     *             "successor": "successor",
                     *             "migration": "migration"
                     *           },
                     *           "versions": [
                     *             "versions"
                     *           ],
                     *           "score": 1,
                     *           "classes": [
                     *             "classes"
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ApiList"];
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
    getDocument: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                tier: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read the OpenAPI document of an API, as published. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example {} */
                    "application/json": components["schemas"]["ApiDocument"];
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
    listVersions: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                tier: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List every version of an API that was published, with what it changed, the oldest first. */
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
                     *           "tier": "system",
                     *           "name": "orders",
                     *           "version": "1.1.0",
                     *           "publishedOn": "2026-03-31",
                     *           "publishedBy": "release@example.com",
                     *           "digest": "digest",
                     *           "owner": "owner",
                     *           "contact": "orders@example.com",
                     *           "audience": "internal",
                     *           "criticality": "standard",
                     *           "lifecycle": "draft",
                     *           "objectives": {
                     *             "availabilityPercent": 1,
                     *             "p95Ms": 1
                     *           },
                     *           "classes": [
                     *             "classes"
                     *           ],
                     *           "changelog": "changelog",
                     *           "level": "breaking",
                     *           "changes": [
                     *             {
                     *               "id": "id",
                     *               "level": "level",
                     *               "location": "location",
                     *               "text": "text"
                     *             }
                     *           ],
                     *           "score": 1,
                     *           "waived": [
                     *             {
                     *               "rule": "rule",
                     *               "owner": "owner",
                     *               "expires": "2026-03-31"
                     *             }
                     *           ],
                     *           "approval": {
                     *             "by": "by",
                     *             "on": "2026-03-31",
                     *             "reason": "reason"
                     *           },
                     *           "migration": "migration",
                     *           "deprecation": {
                     *             "since": "2026-03-31",
                     *             "sunset": "2026-03-31",
                     *             "successor": "successor",
                     *             "migration": "migration"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["VersionList"];
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
    getVersionDocument: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                tier: string;
                name: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read the OpenAPI document of one version, as it was published. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example {} */
                    "application/json": components["schemas"]["ApiDocument"];
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
    getVersionEvents: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                tier: string;
                name: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read the AsyncAPI document of one version, as it was published. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "Access-Control-Allow-Origin": components["headers"]["Access-Control-Allow-Origin"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example {} */
                    "application/json": components["schemas"]["ApiDocument"];
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
    listConsumers: {
        parameters: {
            query?: never;
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                tier: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List who declares to use an API, and who was seen to call which version. */
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
                     *           "consumer": "consumer",
                     *           "declared": true,
                     *           "version": "version",
                     *           "calls": 1,
                     *           "lastCalledAt": "2026-03-31T09:30:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ConsumerList"];
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
    listNotices: {
        parameters: {
            query?: {
                /** @description Only what this consumer has to do. */
                consumer?: string;
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
            /** @description List who has to move from a deprecated version, by when, and how. */
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
                     *           "api": "api",
                     *           "version": "version",
                     *           "path": "path",
                     *           "consumer": "consumer",
                     *           "since": "2026-03-31",
                     *           "sunset": "2026-03-31",
                     *           "successor": "successor",
                     *           "migration": "migration",
                     *           "calls": 1,
                     *           "lastCalledAt": "2026-03-31T09:30:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["NoticeList"];
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
    announcePublications: {
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
                 *       "since": "2026-03-31"
                 *     }
                 */
                "application/json": components["schemas"]["AnnouncementRequest"];
            };
        };
        responses: {
            /** @description Tell those who subscribed what was published of late and was not told yet. */
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
                     *       "items": [
                     *         {
                     *           "api": "api",
                     *           "version": "version",
                     *           "publishedOn": "2026-03-31"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AnnouncementList"];
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
    listSubscriptions: {
        parameters: {
            query?: {
                /** @description Whose; your own where absent. Those of others take the scope `govern.subscriptions`. */
                subscriber?: string;
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
            /** @description List your subscriptions. */
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
                     *           "id": "web-shop",
                     *           "url": "https://shop.example.com/in",
                     *           "apis": [
                     *             "process.*",
                     *             "system.files"
                     *           ],
                     *           "events": [
                     *             "things.thingMade"
                     *           ],
                     *           "levels": [
                     *             "breaking"
                     *           ],
                     *           "state": "active",
                     *           "reason": "reason",
                     *           "createdAt": "2026-03-31T09:30:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SubscriptionList"];
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
    putSubscription: {
        parameters: {
            query?: {
                /** @description Whose; your own where absent. Those of others take the scope `govern.subscriptions`. */
                subscriber?: string;
            };
            header?: {
                /** @description One id from the first request to the last ledger entry; made where the caller sends none. */
                "x-correlation-id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://shop.example.com/in",
                 *       "apis": [
                 *         "process.*",
                 *         "system.files"
                 *       ],
                 *       "events": [
                 *         "things.thingMade"
                 *       ],
                 *       "levels": [
                 *         "breaking"
                 *       ],
                 *       "state": "active"
                 *     }
                 */
                "application/json": components["schemas"]["SubscriptionSettings"];
            };
        };
        responses: {
            /** @description Subscribe to what is published, or change it; each signs with a key of its own. */
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
                     *       "id": "web-shop",
                     *       "url": "https://shop.example.com/in",
                     *       "apis": [
                     *         "process.*",
                     *         "system.files"
                     *       ],
                     *       "events": [
                     *         "things.thingMade"
                     *       ],
                     *       "levels": [
                     *         "breaking"
                     *       ],
                     *       "state": "active",
                     *       "reason": "reason",
                     *       "createdAt": "2026-03-31T09:30:00Z"
                     *     }
                     */
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
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    removeSubscription: {
        parameters: {
            query?: {
                /** @description Whose; your own where absent. Those of others take the scope `govern.subscriptions`. */
                subscriber?: string;
            };
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
            /** @description Remove a subscription; what was still to be delivered to it is dropped. */
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
                     *       "id": "web-shop",
                     *       "url": "https://shop.example.com/in",
                     *       "apis": [
                     *         "process.*",
                     *         "system.files"
                     *       ],
                     *       "events": [
                     *         "things.thingMade"
                     *       ],
                     *       "levels": [
                     *         "breaking"
                     *       ],
                     *       "state": "active",
                     *       "reason": "reason",
                     *       "createdAt": "2026-03-31T09:30:00Z"
                     *     }
                     */
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
            500: components["responses"]["Failed"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    renewSigningKey: {
        parameters: {
            query?: {
                /** @description Whose; your own where absent. Those of others take the scope `govern.subscriptions`. */
                subscriber?: string;
            };
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
            /** @description Give the subscription a new signing key; the one before signs beside it for a day. */
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
                     *       "signingKey": "signing key",
                     *       "previousUntil": "2026-03-31T09:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookSigningKey"];
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
    testSubscription: {
        parameters: {
            query?: {
                /** @description Whose; your own where absent. Those of others take the scope `govern.subscriptions`. */
                subscriber?: string;
            };
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
            /** @description Send a message that means nothing, to see whether it arrives. */
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
                     *       "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *       "subscription": "web-shop",
                     *       "message": "message",
                     *       "type": "subscription.tested",
                     *       "state": "pending",
                     *       "attempts": 1,
                     *       "status": 1,
                     *       "reason": "reason",
                     *       "createdAt": "2026-03-31T09:30:00Z",
                     *       "attemptedAt": "2026-03-31T09:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["SubscriptionDelivery"];
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
    listDeliveries: {
        parameters: {
            query?: {
                /** @description Whose; your own where absent. Those of others take the scope `govern.subscriptions`. */
                subscriber?: string;
                /** @description Chosen by whoever subscribes. */
                subscription?: string;
                /** @description `failed`: given up after a day of attempts. `dropped`: its endpoint was paused or removed. */
                state?: components["schemas"]["WebhookDeliveryState"];
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
            /** @description List deliveries, the latest first; they are kept for 30 days. */
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
                     *           "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *           "subscription": "web-shop",
                     *           "message": "message",
                     *           "type": "subscription.tested",
                     *           "state": "pending",
                     *           "attempts": 1,
                     *           "status": 1,
                     *           "reason": "reason",
                     *           "createdAt": "2026-03-31T09:30:00Z",
                     *           "attemptedAt": "2026-03-31T09:30:00Z"
                     *         }
                     *       ],
                     *       "next": "next"
                     *     }
                     */
                    "application/json": components["schemas"]["SubscriptionDeliveryPage"];
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
    getDelivery: {
        parameters: {
            query?: {
                /** @description Whose; your own where absent. Those of others take the scope `govern.subscriptions`. */
                subscriber?: string;
            };
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
            /** @description Read a delivery with what is sent and every attempt. */
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
                     *       "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *       "subscription": "web-shop",
                     *       "message": "message",
                     *       "type": "subscription.tested",
                     *       "state": "pending",
                     *       "attempts": 1,
                     *       "status": 1,
                     *       "reason": "reason",
                     *       "createdAt": "2026-03-31T09:30:00Z",
                     *       "attemptedAt": "2026-03-31T09:30:00Z",
                     *       "body": "body",
                     *       "history": [
                     *         {
                     *           "number": 1,
                     *           "at": "2026-03-31T09:30:00Z",
                     *           "status": 1,
                     *           "reason": "reason",
                     *           "tookMs": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SubscriptionDeliveryDetail"];
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
    replayDelivery: {
        parameters: {
            query?: {
                /** @description Whose; your own where absent. Those of others take the scope `govern.subscriptions`. */
                subscriber?: string;
            };
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
            /** @description Deliver the same message again, under its first id. */
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
                     *       "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                     *       "subscription": "web-shop",
                     *       "message": "message",
                     *       "type": "subscription.tested",
                     *       "state": "pending",
                     *       "attempts": 1,
                     *       "status": 1,
                     *       "reason": "reason",
                     *       "createdAt": "2026-03-31T09:30:00Z",
                     *       "attemptedAt": "2026-03-31T09:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["SubscriptionDelivery"];
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
    attemptDelivery: {
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
            /** @description Send a delivery once and write down what came of it; the flow of deliveries asks this. */
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
                     *       "state": "pending"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookOutcome"];
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
    giveUpDelivery: {
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
            /** @description Give a delivery up that was attempted often enough; the flow of deliveries asks this. */
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
                     *       "state": "pending"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookOutcome"];
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
}

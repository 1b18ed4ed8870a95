//! The description of the API (OpenAPI 3.1), made from the types that the service answers with.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value, json};

use super::answer::{AnswerSchema, RefusalBody, Status};
use super::credentials::{API_ID, API_SECRET};
use super::keys::Endpoint;
use super::upload::{AUDIT, AUTO_CLASSIFY, FILE, LENIENT, MAX_FILE, PLACES};

/// The title of the API.
pub const TITLE: &str = "zhengxin 征信";

/// The document.
pub fn document() -> Value {
    let mut schemas = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .into_generator();
    let answer = reference::<AnswerSchema>(&mut schemas);
    let refusal = reference::<RefusalBody<'_>>(&mut schemas);
    let mut paths = Map::new();
    for endpoint in Endpoint::ALL {
        paths.insert(endpoint.path().into(), json!({ "post": report_operation(&answer, &refusal) }));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": TITLE,
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Reads the PDF of a second-generation personal credit report (二代征信个人信用报告) into JSON. \
                            Every value is a string, as it is printed.",
            "license": { "name": env!("CARGO_PKG_LICENSE"), "identifier": env!("CARGO_PKG_LICENSE") },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas.take_definitions(true),
            "securitySchemes": {
                "apiId": { "type": "apiKey", "in": "header", "name": API_ID.as_str() },
                "apiSecret": { "type": "apiKey", "in": "header", "name": API_SECRET.as_str() },
            },
        },
        "security": [{ "apiId": [], "apiSecret": [] }],
    })
}

fn reference<T: JsonSchema>(schemas: &mut SchemaGenerator) -> Value {
    schemas.subschema_for::<T>().to_value()
}

fn report_operation(answer: &Value, refusal: &Value) -> Value {
    json!({
        "summary": "Read a credit report",
        "description": "Structures the text of a second-generation personal credit report (授信机构版, 本人版). \
                        The request is checked in this order: credentials, permission, rate, quota, form, file. \
                        A request that is refused costs no quota.",
        "operationId": "pdfCreditReportOrg",
        "requestBody": {
            "required": true,
            "content": { "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FILE],
                    // Other parts are ignored. Their names must be names that a part can have.
                    "propertyNames": { "pattern": "^[^\\x00-\\x1f\\x7f\"]*$" },
                    "properties": {
                        FILE: {
                            "type": "string",
                            "contentMediaType": "application/pdf",
                            "format": "binary",
                            "minLength": 1,
                            "description": format!("The PDF, with selectable text; {MAX_FILE} bytes (30 MB) at most."),
                        },
                        AUTO_CLASSIFY: flag(1, "1: a document that is no such report is refused for what it looks like instead; \
                                                0: the sections that are found in it are read."),
                        LENIENT: flag(0, "1: what is broken, a line or one account among many, is left out and listed in `problems`."),
                        PLACES: flag(0, "1: `places` tells where every value stands, `profile` what kind of report it is."),
                        AUDIT: flag(0, "1: `audit` tells where the report contradicts itself."),
                    },
                },
                // The part may have any content type: its bytes decide.
                "encoding": { FILE: { "contentType": "application/pdf, application/octet-stream" } },
            } },
        },
        "responses": responses(answer, refusal),
    })
}

/// One response for each HTTP status, with the words that go with it.
fn responses(answer: &Value, refusal: &Value) -> Value {
    let mut by_http: BTreeMap<u16, Vec<Status>> = BTreeMap::new();
    for status in Status::ALL {
        by_http.entry(status.http().as_u16()).or_default().push(status);
    }
    let described = by_http.into_iter().map(|(http, statuses)| {
        let meanings = statuses.iter().map(|status| format!("`{}`: {}", status.word(), status.meaning()));
        let schema = if statuses == [Status::Ok] { answer } else { refusal };
        let mut response = response(&meanings.collect::<Vec<_>>().join("; "), schema);
        if statuses.contains(&Status::RateLimitExceeded) {
            response["headers"] = retry_after("With `RATE_LIMIT_EXCEEDED`: seconds until the next call is answered.");
        }
        (http.to_string(), response)
    });
    let mut responses: BTreeMap<String, Value> = described.collect();
    responses.insert("405".into(), response("`NOT_FOUND`: the method is not POST", refusal));
    let busy = "`INTERNAL_ERROR`: the service is busy or cannot reach its store; try again";
    let mut unavailable = response(busy, refusal);
    unavailable["headers"] = retry_after("Seconds until another try is worth it.");
    responses.insert("503".into(), unavailable);
    responses.into_iter().collect()
}

fn flag(default: u8, description: &str) -> Value {
    json!({ "type": "integer", "enum": [0, 1], "default": default, "description": description })
}

fn response(description: &str, schema: &Value) -> Value {
    json!({ "description": description, "content": { "application/json": { "schema": schema } } })
}

fn retry_after(description: &str) -> Value {
    json!({ "Retry-After": { "description": description, "schema": { "type": "integer", "minimum": 1 } } })
}

//! JSON held against a JSON schema: the part of draft 7 that the schemas in `tests/data` use.

use regex::Regex;
use serde_json::Value;

/// Keywords that say nothing about what is valid.
const REMARKS: [&str; 7] = [
    "$schema",
    "$id",
    "title",
    "description",
    "default",
    "definitions",
    "format",
];

/// What in `value` is against `schema`, as `path: reason`.
pub(crate) fn problems(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(schema, schema, value, "$", &mut found);
    found
}

fn check(root: &Value, schema: &Value, value: &Value, path: &str, found: &mut Vec<String>) {
    let rules = schema.as_object().expect("a schema is an object");
    for (keyword, rule) in rules {
        let mut wrong = |reason: String| found.push(format!("{path}: {reason}"));
        match keyword.as_str() {
            "$ref" => {
                let pointer = rule.as_str().and_then(|to| to.strip_prefix('#'));
                let target = root.pointer(pointer.expect("a local reference"));
                check(root, target.expect("it is there"), value, path, found);
            }
            "type" => {
                if !is_type(rule.as_str().expect("one type"), value) {
                    wrong(format!("{value} is no {rule}"));
                }
            }
            "enum" => {
                if !rule.as_array().expect("a list").contains(value) {
                    wrong(format!("{value} is none of {rule}"));
                }
            }
            "minimum" => {
                if value.as_f64() < rule.as_f64() && value.is_number() {
                    wrong(format!("{value} is less than {rule}"));
                }
            }
            "maximum" => {
                if value.as_f64() > rule.as_f64() && value.is_number() {
                    wrong(format!("{value} is more than {rule}"));
                }
            }
            "pattern" => {
                let pattern = Regex::new(rule.as_str().expect("a pattern")).expect("a regex");
                if value.as_str().is_some_and(|text| !pattern.is_match(text)) {
                    wrong(format!("{value} does not match {rule}"));
                }
            }
            "required" => {
                for name in rule.as_array().expect("a list") {
                    let name = name.as_str().expect("a name");
                    if value.is_object() && value.get(name).is_none() {
                        wrong(format!("`{name}` is missing"));
                    }
                }
            }
            "properties" => {
                for (name, rule) in rule.as_object().expect("an object") {
                    if let Some(value) = value.get(name) {
                        check(root, rule, value, &format!("{path}.{name}"), found);
                    }
                }
            }
            "additionalProperties" => {
                let known = rules.get("properties").and_then(Value::as_object);
                for (name, value) in value.as_object().into_iter().flatten() {
                    if known.is_some_and(|known| known.contains_key(name)) {
                        continue;
                    }
                    match rule {
                        Value::Bool(true) => {}
                        Value::Bool(false) => found.push(format!("{path}: `{name}` is unknown")),
                        rule => check(root, rule, value, &format!("{path}.{name}"), found),
                    }
                }
            }
            "items" => {
                for (at, value) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, rule, value, &format!("{path}[{at}]"), found);
                }
            }
            "minItems" => {
                let count = value.as_array().map(Vec::len);
                if count.is_some_and(|count| (count as u64) < rule.as_u64().expect("a number")) {
                    wrong(format!("fewer than {rule} items"));
                }
            }
            "uniqueItems" => {
                let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
                let twice = (1..items.len()).any(|at| items[..at].contains(&items[at]));
                if rule.as_bool() == Some(true) && twice {
                    wrong("an item stands there twice".to_owned());
                }
            }
            "anyOf" | "oneOf" => {
                let fits = |rule: &&Value| {
                    let mut problems = Vec::new();
                    check(root, rule, value, path, &mut problems);
                    problems.is_empty()
                };
                let count = rule.as_array().expect("a list").iter().filter(fits).count();
                if count == 0 || keyword == "oneOf" && count > 1 {
                    wrong(format!("{count} of {keyword} hold"));
                }
            }
            other => assert!(
                REMARKS.contains(&other),
                "the test does not know the keyword `{other}`"
            ),
        }
    }
}

fn is_type(name: &str, value: &Value) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        other => panic!("the test does not know the type `{other}`"),
    }
}

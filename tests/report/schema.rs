//! Reports are as `docs/report.schema.json` says; project files are held to their schema by the same
//! validator. It knows the keywords that the schemas use and refuses any other, so that they can't
//! say more than is checked.

use std::fs;

use regex::Regex;
use serde_json::{Value, json};

use crate::harness::{report, root};

#[test]
fn real_reports_are_as_the_schema_says() {
    let schema = schema();
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - { name: web, image: ";
    let inputs = [
        (vec!["examples"], String::new()),
        (vec!["examples/how-to-pods/as-meant/if-not-present.yaml"], String::new()),
        (vec!["-p", "examples/platform-team", "examples/platform-team/teams"], String::new()),
        (vec!["--strict-coverage", "examples/crd-cluster"], String::new()),
        (vec!["-"], format!("{pod}nginx }}\n")),
        (vec!["-"], format!("{pod}\"${{IMAGE}}\", imagePullPolicy: always }}\n")),
        (vec!["-"], format!("{pod}[] }}\n---\na: 1\na: 2\n")),
        (vec!["-"], "a: 1\n".to_owned()),
        (vec!["no-such-file.yaml"], String::new()),
    ];
    for (args, input) in inputs {
        let (report, code) = report(args.iter().copied(), &input);
        let faults = faults(&schema, &schema, &report, "");
        assert!(faults.is_empty(), "{args:?}: {faults:#?}\n{report:#}");
        let summary = &report["summary"];
        assert_eq!(summary["exitCode"], code, "{args:?}");
        let count = |key: &str| summary[key].as_u64().unwrap();
        assert_eq!(
            count("files"),
            count("filesJudged") + count("filesErrored") + count("filesSetAside")
        );
    }
}

#[test]
fn what_is_not_a_report_is_refused() {
    let schema = schema();
    let (report, _) = report(["examples/how-to-pods/as-meant"], "");
    assert!(faults(&schema, &schema, &report, "").is_empty());
    for (pointer, wrong) in [
        ("/version", json!(2)),
        ("/summary/files", json!(-1)),
        ("/summary/exitCode", json!(7)),
        ("/findings", json!({})),
        ("/findings/0/verdict", json!("passed")),
        ("/findings/0/fingerprint", json!("xyz")),
        ("/findings/0/policy/start/line", json!(0)),
        ("/findings/0/object", json!("web")),
    ] {
        let mut broken = report.clone();
        *broken.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} is not there")) = wrong;
        assert!(!faults(&schema, &schema, &broken, "").is_empty(), "{pointer}");
    }
}

fn schema() -> Value {
    serde_json::from_str(&fs::read_to_string(root().join("docs/report.schema.json")).unwrap())
        .unwrap()
}

/// What is wrong with `value` by `schema`, which is a part of `whole`.
pub(crate) fn faults(whole: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    // Anything goes.
    if *schema == json!(true) {
        return found;
    }
    for (keyword, rule) in schema.as_object().unwrap() {
        let holds = match keyword.as_str() {
            "$schema" | "$id" | "$defs" | "definitions" | "title" | "description" | "examples"
            | "default" | "format" => true,
            "additionalProperties" => {
                let named = |key: &String| schema["properties"].get(key).is_some();
                let others = value.as_object().into_iter().flatten().filter(|(key, _)| !named(key));
                for (key, inner) in others.filter(|_| rule.is_object()) {
                    found.extend(faults(whole, rule, inner, &format!("{at}/{key}")));
                }
                true
            }
            "$ref" => {
                let target =
                    whole.pointer(rule.as_str().unwrap().strip_prefix('#').unwrap()).unwrap();
                found.extend(faults(whole, target, value, at));
                true
            }
            "const" => value == rule,
            "enum" => list(rule).contains(value),
            "type" => match rule {
                Value::Array(types) => types.iter().any(|ty| is(value, ty)),
                ty => is(value, ty),
            },
            "uniqueItems" => value.as_array().is_none_or(|items| {
                items.iter().enumerate().all(|(n, item)| !items[..n].contains(item))
            }),
            "maximum" => value.as_f64().is_none_or(|number| number <= rule.as_f64().unwrap()),
            "minimum" => value.as_f64().is_none_or(|number| number >= rule.as_f64().unwrap()),
            "minLength" => value
                .as_str()
                .is_none_or(|text| text.chars().count() as u64 >= rule.as_u64().unwrap()),
            "minItems" => {
                value.as_array().is_none_or(|items| items.len() as u64 >= rule.as_u64().unwrap())
            }
            "pattern" => value
                .as_str()
                .is_none_or(|text| Regex::new(rule.as_str().unwrap()).unwrap().is_match(text)),
            "anyOf" => list(rule).iter().any(|one| faults(whole, one, value, at).is_empty()),
            "oneOf" => {
                let fits = list(rule).iter().filter(|one| faults(whole, one, value, at).is_empty());
                fits.count() == 1
            }
            "required" => list(rule).iter().all(|key| value.get(key.as_str().unwrap()).is_some()),
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    found.extend(faults(whole, rule, item, &format!("{at}/{index}")));
                }
                true
            }
            "properties" => {
                let strict = schema["additionalProperties"] == json!(false);
                for (key, inner) in value.as_object().into_iter().flatten() {
                    match rule.get(key) {
                        Some(one) => {
                            found.extend(faults(whole, one, inner, &format!("{at}/{key}")))
                        }
                        None if strict => found.push(format!("{at}/{key} is not in the schema")),
                        None => {}
                    }
                }
                true
            }
            other => panic!("the schema says `{other}`, which this test does not check"),
        };
        if !holds {
            found.push(format!("{at}: `{keyword}` does not hold"));
        }
    }
    found
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn is(value: &Value, ty: &Value) -> bool {
    match ty.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        other => panic!("the schema says type `{other}`"),
    }
}

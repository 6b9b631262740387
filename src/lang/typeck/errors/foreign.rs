//! Names of other languages: what stands for them here.

use crate::base::Place;
use crate::diag::{Code, Diagnostic};

/// `True`, `null` and their like, as a value.
pub(in super::super) fn value(name: &str, place: Place) -> Option<Diagnostic> {
    let (label, help) = match name.to_ascii_lowercase().as_str() {
        "true" | "yes" => ("write `true`", None),
        "false" | "no" => ("write `false`", None),
        "null" | "none" | "nil" | "undefined" => {
            ("no value is nothing", Some("ask `x is absent` or `x is present`"))
        }
        "input" | "request" | "self" | "this" => {
            ("no such value", Some("use the name that the rule gives its match: `on image i`"))
        }
        _ => return None,
    };
    let diagnostic =
        Diagnostic::new(Code::E0201, format!("unknown name `{name}`")).at(place, label);
    Some(match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    })
}

/// What to write for a function of another language, called with these arguments.
pub(in super::super) fn function(name: &str, args: &[&str]) -> Option<String> {
    let first = args.first().copied().unwrap_or("x");
    let second = args.get(1).copied().unwrap_or("…");
    Some(match name {
        "has" | "exists" | "defined" | "is_present" | "isset" => {
            format!("write `{first} is present`")
        }
        "is_null" | "is_absent" | "missing" => format!("write `{first} is absent`"),
        "startswith" | "startsWith" | "hasPrefix" | "has_prefix" => {
            format!("write `{first}.starts_with({second})`")
        }
        "endswith" | "endsWith" | "hasSuffix" | "has_suffix" => {
            format!("write `{first}.ends_with({second})`")
        }
        "count" | "size" | "length" => format!("write `{first}.len()`"),
        "now" | "today" | "time" | "date" => "write `today`: it is a value".to_owned(),
        "not" => format!("write `not {first}`"),
        "str" | "string" | "sprintf" | "format" | "concat" => {
            "put values into a text: `\"{a} and {b}\"`".to_owned()
        }
        "int" | "to_number" => format!("write `{first}.to_int()`"),
        "min" | "max" if args.len() < 2 => format!("write `{first}.{name}()`"),
        "min" | "max" => format!("write `[{}].{name}()`", args.join(", ")),
        "reverse" => format!("write `{first}.reversed()`"),
        "indexof" => format!("write `{first}.index_of({second})`"),
        "substring" => format!("write `{first}.skip(…).take(…)`"),
        "trim_left" | "trim_right" => format!("write `{first}.trim()`"),
        "object_union" | "merge_objects" => format!("write `{first}.merge({second})`"),
        "regex" | "re_match" | "regex_match" => "write `text matches re\"…\"`".to_owned(),
        "semver" | "glob" | "repo" | "image" | "version" | "quantity" | "duration" | "re" => {
            format!("write a literal: `{name}\"…\"`")
        }
        _ => return None,
    })
}

/// What to write for a method that maps have in another language.
pub(in super::super) fn map_method(name: &str, written: &str, key: &str) -> Option<String> {
    Some(match name {
        "get" | "at" | "lookup" | "getOrDefault" => format!("write `{written}[{key}]`"),
        "has" | "contains" | "containsKey" | "contains_key" | "has_key" | "hasKey" | "includes" => {
            format!("write `{key} in {written}`")
        }
        "entries" | "items" => format!("write `for entry in {written} {{ … }}`"),
        "putAll" | "update" | "union" | "assign" => format!("write `{written}.merge({key})`"),
        "size" | "length" | "count" => format!("write `{written}.len()`"),
        _ => return None,
    })
}

/// What to write for a method of another language. `value` is what is written, with a default
/// where it may be absent.
pub(in super::super) fn method(
    name: &str,
    written: &str,
    value: &str,
    first: &str,
) -> Option<String> {
    let starts = matches!(name, "startsWith" | "startswith" | "hasPrefix" | "has_prefix");
    let ends = matches!(name, "endsWith" | "endswith" | "hasSuffix" | "has_suffix");
    Some(match name {
        "exists" | "is_some" | "isPresent" | "is_present" | "isset" | "is_defined" => {
            format!("write `{written} is present`")
        }
        "is_none" | "is_null" | "isNull" | "isEmpty" | "is_absent" => {
            format!("write `{written} is absent`")
        }
        "unwrap_or" | "orElse" | "or_else" | "or" | "getOrElse" | "get_or" | "default" => {
            format!("write `{written} ?? {first}`")
        }
        "unwrap" | "expect" | "get" | "value" => {
            format!("say what stands for it: `{written} ?? …`, or guard it")
        }
        "all" | "every" => format!("write `all x in {value}: …`"),
        "any" | "some" | "exists_one" => format!("write `any x in {value}: …`"),
        "map" | "collect" => format!("write `[… for x in {value}]`"),
        "filter" | "where" | "select" => format!("write `[x for x in {value} where …]`"),
        "forEach" | "for_each" | "each" => format!("write `for x in {value} {{ … }}`"),
        "matches" | "match" | "test" => format!("write `{written} matches re\"…\"`"),
        "equals" | "eq" => format!("write `{written} == {first}`"),
        "length" | "size" | "count" => format!("write `{value}.len()`"),
        "toLowerCase" | "toLower" | "to_lower" | "lowercase" => {
            format!("write `{value}.lower()`")
        }
        "toUpperCase" | "toUpper" | "to_upper" => format!("write `{value}.upper()`"),
        "trimPrefix" | "removePrefix" | "removeprefix" | "strip_prefix" => {
            format!("write `{value}.trim_prefix({first})`")
        }
        "trimSuffix" | "removeSuffix" | "removesuffix" | "strip_suffix" => {
            format!("write `{value}.trim_suffix({first})`")
        }
        "append" | "push" => format!("write `{value} + [{first}]`"),
        "concat" | "extend" => format!("write `{value} + {first}`"),
        "substring" | "substr" | "slice" => format!("write `{value}.skip(…).take(…)`"),
        "indexOf" | "index" | "find_index" => format!("write `{value}.index_of({first})`"),
        "reverse" => format!("write `{value}.reversed()`"),
        "sort" | "sort_by" => format!("write `{value}.sorted()`"),
        "sum" => format!("write `sum({value})`"),
        "strip" => format!("write `{value}.trim()`"),
        "includes" | "has" => format!("write `{value}.contains({first})`"),
        _ if starts => format!("write `{value}.starts_with({first})`"),
        _ if ends => format!("write `{value}.ends_with({first})`"),
        _ => return None,
    })
}

/// What to write for a field that an image in a manifest, or a container, does not have.
pub(in super::super) fn field(record: &str, name: &str, written: &str) -> Option<String> {
    Some(match (record, name) {
        ("ImageUse", "imagePullPolicy" | "pullPolicy" | "pull_policy") => format!(
            "write `{written}.declared_pull_policy`, or `.effective_pull_policy` for what holds in the end"
        ),
        ("ImageUse", "image" | "reference" | "ref" | "string") => format!(
            "`{written}` is the image: ask `{written} in repo\"…\"`, `{written}.tag`, or `.written` for its text"
        ),
        ("ImageUse" | "Image", "version") => {
            format!("write `{written}.tag`, or `{written}.tag as Version`")
        }
        ("ImageUse" | "Image", "repository") => format!("write `{written}.repo`"),
        ("ImageUse" | "Image", "host" | "domain") => format!("write `{written}.registry`"),
        ("ImageUse" | "Image", "sha" | "hash" | "sha256") => format!("write `{written}.digest`"),
        ("ImageUse", "labels" | "annotations" | "metadata" | "name_of_object") => {
            format!("write `{written}.object.metadata`")
        }
        ("Container", "tag" | "digest" | "registry" | "repo" | "repository") => {
            format!("ask its image: `{written}.image`, of a rule on `image i`")
        }
        _ => return None,
    })
}

//! `docs/project.schema.json` and `docs/waivers.schema.json`, from the types that read the files.

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::{env, fs};

    use schemars::{JsonSchema, schema_for};
    use serde_json::Value;

    use crate::judge::{project, waivers};

    #[test]
    fn the_schemas_say_what_the_types_say() {
        agrees::<project::Project>("project.schema.json");
        agrees::<waivers::Form>("waivers.schema.json");
    }

    fn agrees<T: JsonSchema>(name: &str) {
        let mut schema = schema_for!(T).to_value();
        trim(&mut schema);
        schema["$id"] = format!("https://seaworthy.dev/{name}").into();
        let actual = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
        if env::var_os("SEAWORTHY_BLESS").is_some_and(|value| value == "1") {
            fs::write(&file, &actual).unwrap();
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        assert!(expected == actual, "docs/{name} is old; SEAWORTHY_BLESS=1 writes it anew");
    }

    /// Takes out what says nothing: that a default is empty, and how wide an integer is here.
    fn trim(schema: &mut Value) {
        match schema {
            Value::Object(object) => {
                let empty = |value: &Value| match value {
                    Value::Null => true,
                    Value::Array(items) => items.is_empty(),
                    Value::Object(entries) => !entries.contains_key("enforce"),
                    _ => false,
                };
                if object.get("default").is_some_and(empty) {
                    object.remove("default");
                }
                if object.get("format").is_some_and(|format| format == "uint") {
                    object.remove("format");
                }
                object.values_mut().for_each(trim);
            }
            Value::Array(items) => items.iter_mut().for_each(trim),
            _ => {}
        }
    }
}

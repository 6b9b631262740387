//! The baseline's file: JSON, a finding a line, sorted, so that a difference shows what came and went
//! and two branches seldom meet in one line.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::{Baseline, Record};
use crate::report::{Fingerprint, ObjectName};

const VERSION: u32 = 1;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    #[allow(dead_code, reason = "it is for people who find the file")]
    tool: String,
    findings: Vec<RecordForm>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordForm {
    fingerprint: String,
    rule: String,
    object: Option<ObjectForm>,
    path: String,
    file: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ObjectForm {
    api_version: String,
    kind: String,
    namespace: Option<String>,
    name: Option<String>,
}

impl Baseline {
    /// Reads a baseline's text.
    ///
    /// # Errors
    /// What is wrong with it, in a line.
    pub fn read(text: &str) -> Result<Self, String> {
        let file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if file.version != VERSION {
            return Err(format!(
                "it is of version {}, and this program knows {VERSION}",
                file.version
            ));
        }
        let records: Result<Vec<Record>, String> = file.findings.into_iter().map(record).collect();
        Ok(Self::of(records?))
    }

    /// Its text.
    pub fn to_text(&self) -> String {
        let mut text =
            format!("{{\n  \"version\": {VERSION},\n  \"tool\": \"seaworthy\",\n  \"findings\": [");
        for (at, record) in self.records.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            // The form holds only texts: nothing in it can fail to serialise.
            let line = serde_json::to_string(&form(record)).unwrap_or_default();
            let _ = write!(text, "{comma}\n    {line}");
        }
        let end = if self.records.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" };
        text.push_str(end);
        text
    }
}

fn form(record: &Record) -> RecordForm {
    RecordForm {
        fingerprint: record.fingerprint.to_string(),
        rule: record.rule.clone(),
        object: record.object.clone().map(|object| ObjectForm {
            api_version: object.api_version.to_string(),
            kind: object.kind.to_string(),
            namespace: object.namespace.map(Into::into),
            name: object.name.map(Into::into),
        }),
        path: record.path.clone(),
        file: record.file.clone(),
    }
}

fn record(form: RecordForm) -> Result<Record, String> {
    let fingerprint = Fingerprint::parse(&form.fingerprint)
        .ok_or_else(|| format!("`{}` is not a fingerprint", form.fingerprint))?;
    let object = form.object.map(|object| ObjectName {
        api_version: object.api_version.as_str().into(),
        kind: object.kind.as_str().into(),
        namespace: object.namespace.map(Into::into),
        name: object.name.map(Into::into),
    });
    Ok(Record { file: form.file, object, rule: form.rule, path: form.path, fingerprint })
}

//! The images that Checkov's own tests find in an object (Apache-2.0; the source stands in each
//! row): containers and init containers, without repetition.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;

use super::{found, images};

#[test]
fn images_agree_with_checkov() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/kube/extraction");
    let rows = std::fs::read_to_string(folder.join("image-extraction.jsonl")).unwrap();
    let mut seen = 0;
    for row in rows.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
        let file = row["resource_file"].as_str().unwrap();
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let found = found(&text);
        let wanted = |o: &&seaworthy::world::kube::Object| {
            Some(&*o.gvk.kind) == row["object"]["kind"].as_str()
                && o.text(o.name) == row["object"]["name"].as_str()
                && o.text(o.namespace) == row["object"]["namespace"].as_str()
        };
        let object = found
            .objects
            .iter()
            .find(|object| wanted(&&***object))
            .unwrap_or_else(|| panic!("{file}"));
        let ours: BTreeSet<String> = images(object).into_iter().collect();
        let theirs = row["images"].as_array().unwrap();
        let theirs = theirs.iter().map(|v| v.as_str().unwrap().to_owned()).collect();
        assert_eq!(ours, theirs, "{file}");
        seen += 1;
    }
    assert_eq!(seen, 10);
}

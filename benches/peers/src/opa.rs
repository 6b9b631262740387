//! OPA's library, asked for `data.k8s.deny` of each document.
//!
//! The library is the one that the Python package `opa-golib-python-bindings` carries; no Python is between.
//! It takes its input as JSON. Its own way from YAML is `yaml.unmarshal` of Rego, by which `opa exec` and
//! conftest read too; the other is ours, libyaml's events written as JSON, which is faster.

use std::ffi::{CStr, CString, c_char, c_int};
use std::io::Write;
use std::path::Path;

use libloading::Library;
use yaml_serde::Deserializer;

type New = unsafe extern "C" fn() -> u64;
type Add = unsafe extern "C" fn(u64, *const c_char, *const c_char) -> *mut c_char;
type Eval = unsafe extern "C" fn(u64, *const c_char, *const c_char, c_int, c_int) -> *mut c_char;
type Free = unsafe extern "C" fn(*mut c_char);

/// What reads the YAML.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    Own,
    Ours,
}

/// A policy in OPA's library.
pub(crate) struct Policy {
    library: Library,
    handle: u64,
    reader: Reader,
    path: CString,
}

impl Policy {
    pub(crate) fn new(library: &str, reader: &str, rules: &Path) -> Self {
        let reader = match reader {
            "own" => Reader::Own,
            "ours" => Reader::Ours,
            other => panic!("OPA reads by `own` or `ours`, not {other}"),
        };
        // SAFETY: the library is OPA's; all that loading it runs is the start of Go's runtime.
        let library = unsafe { Library::new(library) }.expect("OPA's library");
        // SAFETY: `OpaNew` takes nothing and gives a handle.
        let handle = unsafe { library.get::<New>(b"OpaNew").expect("OpaNew")() };
        let (module, path) = match reader {
            Reader::Ours => (None, c"k8s.deny"),
            Reader::Own => (Some(OWN), c"own.deny"),
        };
        let policy = Self { library, handle, reader, path: path.to_owned() };
        policy.add("rules.rego", &std::fs::read_to_string(rules).expect("a policy"));
        if let Some(module) = module {
            policy.add("own.rego", module);
        }
        policy
    }

    fn add(&self, path: &str, source: &str) {
        let (path, source) = (c(path), c(source));
        // SAFETY: both are C strings that outlive the call, and the signature is that of the library.
        let told = unsafe {
            let add = self.library.get::<Add>(b"OpaAddPolicy").expect("OpaAddPolicy");
            self.taken(add(self.handle, path.as_ptr(), source.as_ptr()))
        };
        assert!(!told.contains("\"error\":{"), "OPA: {told}");
    }

    fn eval(&self, input: &str) -> serde_json::Value {
        let input = c(input);
        // SAFETY: both are C strings that outlive the call, and the signature is that of the library.
        let told = unsafe {
            let eval = self.library.get::<Eval>(b"OpaEvalDocument").expect("OpaEvalDocument");
            self.taken(eval(self.handle, self.path.as_ptr(), input.as_ptr(), 0, 0))
        };
        let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
        assert!(told["error"].is_null(), "OPA: {told}");
        told["result"][0]["expressions"][0]["value"].clone()
    }

    /// The text of an answer, which is given back.
    ///
    /// # Safety
    /// The answer has to be one of the library's, and not given back.
    unsafe fn taken(&self, answer: *mut c_char) -> String {
        // SAFETY: the caller vouches for the answer, a C string.
        unsafe {
            let text = CStr::from_ptr(answer).to_string_lossy().into_owned();
            self.library.get::<Free>(b"OpaFreeString").expect("OpaFreeString")(answer);
            text
        }
    }

    /// Judges each document of a file, and writes a line for each denial, as `rego::Policy::judge` does.
    pub(crate) fn judge(&self, path: &Path, text: &str, out: &mut impl Write) -> usize {
        let mut documents = 0;
        let inputs: Vec<String> = match self.reader {
            Reader::Own => split(text).map(|text| serde_json::json!(text).to_string()).collect(),
            Reader::Ours => Deserializer::from_str(text).map(json).collect(),
        };
        for input in inputs {
            documents += 1;
            for denial in self.eval(&input).as_array().expect("denials") {
                let (rule, at, image) = (&denial["rule"], &denial["i"], &denial["image"]);
                writeln!(out, "{} {rule} {at} {image}", path.display()).expect("standard output");
            }
        }
        documents
    }
}

/// Reads what the rules judge by OPA's own reader of YAML.
const OWN: &str = "package own\n\nimport rego.v1\n\n\
    deny := denials if denials := data.k8s.deny with input as yaml.unmarshal(input)\n";

/// The documents of a text, whose separators stand alone on their lines.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let text = text.strip_prefix("---\n").unwrap_or(text);
    text.split("\n---\n").filter(|text| !text.trim().is_empty())
}

fn json(document: Deserializer<'_>) -> String {
    let mut written = Vec::new();
    let mut writer = serde_json::Serializer::new(&mut written);
    serde_transcode::transcode(document, &mut writer).expect("YAML that JSON can hold");
    String::from_utf8(written).expect("UTF-8")
}

fn c(text: &str) -> CString {
    CString::new(text).expect("a text without a zero byte")
}

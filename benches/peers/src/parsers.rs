//! Parsers of YAML, each of which tells how many documents a text has.

use std::mem::MaybeUninit;

use serde::Deserialize as _;
use serde_yaml::{Deserializer, Value};
use unsafe_libyaml::{
    YAML_DOCUMENT_START_EVENT, YAML_STREAM_END_EVENT, yaml_event_delete, yaml_event_t,
    yaml_parser_delete, yaml_parser_initialize, yaml_parser_parse, yaml_parser_set_input_string,
    yaml_parser_t,
};

/// A `Value` of each document.
pub(crate) fn value(text: &str) -> usize {
    let mut documents = 0;
    for document in Deserializer::from_str(text) {
        match std::hint::black_box(Value::deserialize(document)) {
            Ok(_) => documents += 1,
            Err(error) => panic!("serde_yaml: {error}: {text:.200}"),
        }
    }
    documents
}

/// The events, as C programs ask libyaml for them.
pub(crate) fn events(text: &str) -> usize {
    let mut documents = 0;
    let mut parser = MaybeUninit::<yaml_parser_t>::uninit();
    let parser = parser.as_mut_ptr();
    // SAFETY: the parser is initialised before anything else is done with it and deleted once; the text
    // outlives it; each event that a successful call wrote is deleted once.
    unsafe {
        assert!(yaml_parser_initialize(parser).ok, "libyaml begins");
        yaml_parser_set_input_string(parser, text.as_ptr(), text.len() as u64);
        loop {
            let mut event = MaybeUninit::<yaml_event_t>::uninit();
            let event = event.as_mut_ptr();
            assert!(yaml_parser_parse(parser, event).ok, "libyaml: {text:.200}");
            let kind = (*event).type_;
            std::hint::black_box(&*event);
            yaml_event_delete(event);
            documents += usize::from(kind == YAML_DOCUMENT_START_EVENT);
            if kind == YAML_STREAM_END_EVENT {
                break;
            }
        }
        yaml_parser_delete(parser);
    }
    documents
}

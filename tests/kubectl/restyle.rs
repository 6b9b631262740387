//! A document written anew: the same values, every node in a style of its own.

use serde_yaml::Value;

use crate::lang::soundness::random::Random;

/// The document in other styles, if it is one that can be read.
pub(super) fn restyled(text: &str, random: &mut Random) -> Option<String> {
    let value: Value = serde_yaml::from_str(text).ok()?;
    let mut writer = Writer { random, anchors: Vec::new() };
    let text = match &value {
        Value::Mapping(_) if writer.random.one_in(5) => writer.flow(&value) + "\n",
        Value::Mapping(_) => writer.block(&value, 0),
        _ => return None,
    };
    Some(text.trim_start_matches('\n').to_owned())
}

struct Writer<'r> {
    random: &'r mut Random,
    /// What was given a name so far.
    anchors: Vec<Value>,
}

impl Writer<'_> {
    /// A name for what follows, or an alias for what was named before.
    fn named(&mut self, value: &Value) -> Result<String, String> {
        if let Some(at) = self.anchors.iter().position(|known| known == value)
            && self.random.one_in(2)
        {
            return Err(format!("*n{at}"));
        }
        if self.random.one_in(14) {
            // What it holds was not named yet, so that a name stands before its aliases.
            self.anchors.push(value.clone());
            return Ok(format!("&n{} ", self.anchors.len() - 1));
        }
        Ok(String::new())
    }

    fn comment(&mut self) -> &'static str {
        if self.random.one_in(15) {
            self.random.pick::<&str>(&[" # c", "\t# c", " #", " # 'x: y"])
        } else {
            ""
        }
    }

    /// The lines of a collection that stands in a block, indented so far.
    fn block(&mut self, value: &Value, indent: usize) -> String {
        let pad = " ".repeat(indent);
        let mut out = String::new();
        match value {
            Value::Mapping(entries) => {
                for (key, value) in entries {
                    let key = self.scalar(key, true);
                    if self.random.one_in(30) {
                        let value = self.behind("", value, indent, false);
                        out += &format!("{pad}? {key}\n{pad}:{value}");
                    } else {
                        let blank = if self.random.one_in(40) { " " } else { "" };
                        let value = self.behind("", value, indent, true);
                        out += &format!("{pad}{key}{blank}:{value}");
                    }
                }
            }
            Value::Sequence(items) => {
                for item in items {
                    let compact = item.as_mapping().is_some_and(|m| !m.is_empty());
                    if compact && !self.random.one_in(4) {
                        let more = self.random.below(3);
                        let inner = self.block(item, indent + 2 + more);
                        out += &format!(
                            "{pad}-{} {}",
                            " ".repeat(more),
                            inner.trim_start_matches(' ')
                        );
                    } else {
                        let item = self.behind("", item, indent, false);
                        out += &format!("{pad}-{item}");
                    }
                }
            }
            _ => {}
        }
        out
    }

    /// What stands behind a colon or a dash, with the end of its line.
    fn behind(&mut self, _: &str, value: &Value, indent: usize, of_key: bool) -> String {
        let name = match self.named(value) {
            Ok(name) => name,
            Err(alias) => return format!(" {alias}\n"),
        };
        let comment = self.comment();
        let empty = match value {
            Value::Mapping(entries) => entries.is_empty(),
            Value::Sequence(items) => items.is_empty(),
            Value::String(text) => {
                let plain = !text.is_empty()
                    && !text.contains(['\r', '\t'])
                    && !text.starts_with([' ', '\n']);
                if plain && self.random.one_in(8) {
                    return self.literal(text, &name, indent);
                }
                true
            }
            _ => true,
        };
        if empty || self.random.one_in(5) {
            return format!(" {name}{}{comment}\n", self.flow(value));
        }
        let less = of_key && value.is_sequence() && self.random.one_in(2);
        let deeper = if less { 0 } else { 1 + self.random.below(4) };
        let inner = self.block(value, indent + deeper);
        let between = if self.random.one_in(30) { "\n" } else { "" };
        let name = if name.is_empty() { name } else { format!(" {}", name.trim_end()) };
        format!("{name}{comment}\n{between}{inner}")
    }

    fn literal(&mut self, text: &str, name: &str, indent: usize) -> String {
        let chomp = if text.ends_with('\n') { self.random.pick(&["", "+"]) } else { &"-" };
        let more = 1 + self.random.below(4);
        let number = if self.random.one_in(4) { more.to_string() } else { String::new() };
        let pad = " ".repeat(indent + more);
        let lines = text.lines();
        let lines: String = lines
            .map(|l| if l.is_empty() { "\n".to_owned() } else { format!("{pad}{l}\n") })
            .collect();
        format!(" {name}|{number}{chomp}\n{lines}")
    }

    fn flow(&mut self, value: &Value) -> String {
        let blank = |random: &mut Random| match random.below(14) {
            0 => "\n      ",
            1 => "  ",
            2 => "",
            3 => " # c\n       ",
            _ => " ",
        };
        match value {
            Value::Mapping(entries) => {
                let mut parts = Vec::new();
                for (key, value) in entries {
                    let quoted = self.scalar(key, true);
                    let near = quoted.starts_with(['"', '\'']) && self.random.one_in(3);
                    let value = self.flow(value);
                    parts.push(format!("{quoted}:{}{value}", if near { "" } else { " " }));
                }
                self.joined('{', &parts, '}', blank)
            }
            Value::Sequence(items) => {
                let parts: Vec<String> = items.iter().map(|item| self.flow(item)).collect();
                self.joined('[', &parts, ']', blank)
            }
            other => self.scalar(other, false),
        }
    }

    fn joined(
        &mut self,
        open: char,
        parts: &[String],
        close: char,
        blank: fn(&mut Random) -> &'static str,
    ) -> String {
        let mut out = open.to_string();
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                out.push(',');
                out += blank(self.random);
            }
            out += part;
        }
        if !parts.is_empty() && self.random.one_in(10) {
            out.push(',');
        }
        if self.random.one_in(12) {
            out += blank(self.random);
        }
        out.push(close);
        out
    }

    fn scalar(&mut self, value: &Value, key: bool) -> String {
        let Value::String(text) = value else {
            let written = serde_yaml::to_string(value).unwrap_or_default();
            return written.trim_end().to_owned();
        };
        let safe = |c: char| c.is_ascii_alphanumeric() || "_./-".contains(c);
        let bare = text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(safe);
        let single = !text.contains(['\n', '\r', '\t']) && text.chars().all(|c| !c.is_control());
        match self.random.below(if key { 24 } else { 10 }) {
            0 if single => format!("'{}'", text.replace('\'', "''")),
            1 => self.double(text),
            2 if bare => format!("!!str {text}"),
            3 if bare => format!("\"{text}\""),
            // Bare, whatever a reader takes it for.
            _ if bare => text.clone(),
            _ => serde_json::to_string(text).unwrap_or_default(),
        }
    }

    fn double(&mut self, text: &str) -> String {
        let mut out = String::from("\"");
        for c in text.chars() {
            let code = u32::from(c);
            match c {
                '"' | '\\' => out += &format!("\\{c}"),
                '\n' => out += "\\n",
                _ if self.random.one_in(10) && code < 256 => out += &format!("\\x{code:02x}"),
                _ if self.random.one_in(20) => out += &format!("\\U{code:08X}"),
                _ if c.is_control() => out += &format!("\\u{code:04x}"),
                _ => out.push(c),
            }
        }
        out + "\""
    }
}

//! Tab-separated tables.

/// A row; columns by name.
pub(super) struct Row {
    pub(super) line: usize,
    columns: Vec<(String, String)>,
}

impl Row {
    pub(super) fn get(&self, name: &str) -> &str {
        let found = self.columns.iter().find(|(column, _)| column == name);
        found.map(|(_, value)| value.as_str()).expect("a known column")
    }
}

/// The rows of a table, whose first line names the columns; `\n` and `\t` stand for themselves.
pub(super) fn read(text: &str) -> Vec<Row> {
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().expect("a head").split('\t').collect();
    lines
        .enumerate()
        .map(|(index, line)| {
            let values: Vec<&str> = line.split('\t').collect();
            assert_eq!(values.len(), names.len(), "line {}", index + 2);
            let unescape = |value: &str| value.replace("\\n", "\n").replace("\\t", "\t");
            let columns =
                names.iter().zip(values).map(|(n, v)| ((*n).to_owned(), unescape(v))).collect();
            Row { line: index + 2, columns }
        })
        .collect()
}

//! The README's picture is what the program prints in colour, drawn as SVG.

use std::fmt::Write as _;
use std::process::Command;

use crate::harness::{expect_file, root};

/// Width and height of a character, in the picture's units.
const CELL: (f32, f32) = (8.43, 19.0);
const MARGIN: f32 = 16.0;

#[test]
fn the_picture_is_what_is_printed() {
    let output = Command::new(env!("CARGO_BIN_EXE_seaworthy"))
        .args(["check", "--color", "always", "examples/how-to-pods/as-meant/always.yaml"])
        .current_dir(root())
        .env_remove("NO_COLOR")
        .env("COLUMNS", "80")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("\u{1b}["), "nothing is coloured:\n{text}");
    expect_file("docs/finding.svg", &draw(&text));
}

/// How a stretch of text looks.
#[derive(Clone, Default, PartialEq)]
struct Look {
    colour: Option<String>,
    bold: bool,
    dim: bool,
    underlined: bool,
}

fn draw(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    let columns = lines.iter().map(|line| shown(line)).max().unwrap_or(0);
    let width = (columns + 2) as f32 * CELL.0 + 2.0 * MARGIN;
    let height = lines.len() as f32 * CELL.1 + 2.0 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
         font-family=\"'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"14\">\n\
         <title>What seaworthy prints of an image tagged latest</title>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#16181d\"/>\n"
    );
    let mut look = Look::default();
    for (row, line) in lines.iter().enumerate() {
        let y = MARGIN + (row as f32 + 0.8) * CELL.1;
        let mut column = 0;
        for piece in line.split('\u{1b}') {
            let piece = match piece.strip_prefix('[').and_then(|rest| rest.split_once('m')) {
                Some((codes, rest)) => {
                    look.apply(codes);
                    rest
                }
                None => piece,
            };
            if !piece.trim().is_empty() {
                write_piece(&mut svg, piece, &look, MARGIN + column as f32 * CELL.0, y);
            }
            column += piece.chars().count();
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// How many characters of a line are shown.
fn shown(line: &str) -> usize {
    let pieces = line.split("\u{1b}[").enumerate();
    let texts = pieces.map(|(index, piece)| match piece.split_once('m') {
        Some((_, text)) if index > 0 => text,
        _ => piece,
    });
    texts.map(|text| text.chars().count()).sum()
}

fn write_piece(svg: &mut String, piece: &str, look: &Look, x: f32, y: f32) {
    let escaped = piece.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let length = piece.chars().count() as f32 * CELL.0;
    let colour = look.colour.as_deref().unwrap_or("#d8dce3");
    let bold = if look.bold { " font-weight=\"bold\"" } else { "" };
    let dim = if look.dim { " opacity=\"0.65\"" } else { "" };
    let underlined = if look.underlined { " text-decoration=\"underline\"" } else { "" };
    let _ = writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" textLength=\"{length:.1}\" xml:space=\"preserve\" \
         fill=\"{colour}\"{bold}{dim}{underlined}>{escaped}</text>"
    );
}

impl Look {
    /// Takes the codes of one escape sequence in.
    fn apply(&mut self, codes: &str) {
        let mut codes = codes.split(';').map(|code| code.parse::<u8>().unwrap_or(0));
        while let Some(code) = codes.next() {
            match code {
                0 => *self = Self::default(),
                1 => self.bold = true,
                2 => self.dim = true,
                4 => self.underlined = true,
                22 => (self.bold, self.dim) = (false, false),
                24 => self.underlined = false,
                30..=37 => self.colour = Some(named(code - 30)),
                90..=97 => self.colour = Some(named(code - 90)),
                38 => self.colour = extended(&mut codes),
                39 => self.colour = None,
                other => panic!("the picture does not know code {other}"),
            }
        }
    }
}

fn named(index: u8) -> String {
    ["#5c6370", "#ff6b6b", "#7fd88f", "#f2c14e", "#6cb6ff", "#d991f2", "#5fd0d8", "#e8ebf0"]
        [usize::from(index)]
    .to_owned()
}

fn extended(codes: &mut impl Iterator<Item = u8>) -> Option<String> {
    match codes.next()? {
        2 => Some(format!("#{:02x}{:02x}{:02x}", codes.next()?, codes.next()?, codes.next()?)),
        5 => match codes.next()? {
            index @ 0..=7 => Some(named(index)),
            index @ 8..=15 => Some(named(index - 8)),
            other => panic!("the picture does not know colour {other}"),
        },
        other => panic!("the picture does not know colours of form {other}"),
    }
}

//! Explanations as `explain` prints them.

use insta::assert_snapshot;
use std::time::Duration;

use seaworthy::diag::Code;
use seaworthy::diag::render::{Style, page};

use seaworthy::report::{Phase, Timings, text};

use super::scene::{ascii, narrated, narrow, wide};

const PAGE: &str = "\
# pull policy does not fit

A first paragraph that is long enough to be wrapped somewhere, with `inline code`, **strong words**,
a [link](https://example.com/a), a bare <https://example.com/b>,
and `a long piece of code that is not to be lost`.
Second sentence.

## Avoid

```yaml
containers:
  - image: nginx      # a line of code that is never wrapped, however long it may be, since it is code

\timagePullPolicy: Never
```

## Exceptions

- one item
- another item, which goes on for longer than a narrow terminal is wide
  and continues in the source
  - nested
    ```sea
    rule r
    ```

1. first

2. second

   with a paragraph of its own

| where | path |
| --- | --- |
| Pod | `spec` |

Text after all. 2 * 3 * 4, `unclosed, [not a link], **not strong, ***, 日本語 \u{1b}[2J.
";

#[test]
fn a_page_reads_well() {
    assert_snapshot!("page_80", page(PAGE, &wide()));
    assert_snapshot!("page_40", page(PAGE, &narrow()));
    assert_snapshot!("page_narrated", page(PAGE, &narrated()));
    assert_snapshot!("page_ascii", page(PAGE, &ascii()));
    let coloured = page(PAGE, &Style { color: true, ..wide() });
    assert_snapshot!("page_coloured", coloured.replace('\u{1b}', "ESC"));
}

#[test]
fn every_code_has_a_page_that_prints() {
    for code in Code::ALL {
        for style in [wide(), narrow(), narrated(), ascii()] {
            let shown = page(code.page(), &style);
            assert!(shown.starts_with(code.title()), "{}:\n{shown}", code.as_str());
            assert!(!shown.contains("```"), "{} has a fence left open:\n{shown}", code.as_str());
        }
    }
    assert_snapshot!("page_E0101", page(Code::E0101.page(), &wide()));
}

#[test]
fn the_times_of_the_phases_add_up() {
    let mut all = Timings::default();
    all.add(Phase::Judge, Duration::from_millis(10));
    all.add(Phase::Report, Duration::from_millis(20));
    let line = text::timings(&all, &Style::default());
    assert!(line.ends_with("total 30.00 ms\n"), "{line}");
    assert!(line.contains(" 10.00 ms") && line.contains(" 20.00 ms"), "{line}");
}

//! A text as an image reference: against the second reading, whole, and printable.

use seaworthy::world::image::{
    PullPolicy, Reference, RepoPattern, TagForm, placeholder, tag_date, tag_version,
};

use super::super::laws::expressions::{by_expressions, by_hand, is_sound, is_whole};

pub(crate) fn run(data: &[u8]) {
    let text = super::text(data);
    assert_eq!(by_hand(&text), by_expressions(&text), "{text:?}");
    if let Some(range) = placeholder(&text) {
        assert!(text.get(range.clone()).is_some_and(|part| !part.is_empty()), "{range:?} {text:?}");
    }
    match Reference::parse(&text) {
        Ok(read) => holds(&text, &read),
        Err(fault) => is_sound(&text, &fault),
    }
    match PullPolicy::read(&text) {
        Ok(policy) => assert_eq!(PullPolicy::read(policy.as_str()), Ok(policy)),
        Err(fault) => assert!(!fault.message().is_empty() && !fault.help().is_empty()),
    }
}

fn holds(text: &str, read: &Reference) {
    is_whole(read);
    assert_eq!((read.written(), &*read.to_string()), (text, text));
    // The parts stand one behind the other.
    let path = Some(read.path_range());
    let parts = [read.registry_range(), path, read.tag_range(), read.digest_range()];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    assert!(parts.windows(2).all(|pair| pair[0].end < pair[1].start), "{parts:?} {text:?}");
    assert_eq!(parts.last().map(|last| last.end), Some(text.len()), "{text:?}");
    let both = format!("{}/{}", read.registry(), read.path());
    assert!(read.repository().eq_ignore_ascii_case(&both), "{text:?}");
    assert!(read.path().ends_with(read.name()) && !read.name().is_empty());
    let latest = read.tag().is_none() && read.digest().is_none();
    assert_eq!(read.effective_tag(), if latest { Some("latest") } else { read.tag() });
    let own = RepoPattern::of(read);
    assert!(own.covers(read) && own.covers_repository(&own) && own.is_exact(), "{own:?}");
    assert_eq!(RepoPattern::parse(own.as_str()).as_ref(), Ok(&own), "{text:?}");
    let open = read.at_some_digest();
    assert!(open.digest_is_open() && open.effective_tag().is_none() && open.digest().is_none());
    assert_eq!(open.repository(), read.repository());
    if let Some(tag) = read.tag() {
        let (_, _, form) = (tag_version(tag), tag_date(tag), TagForm::of(tag));
        assert_eq!(form, TagForm::of(tag));
    }
}

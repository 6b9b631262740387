//! Keys.

use crate::Attack;

use super::attack;

pub(super) const ALL: &[&Attack] = &[
    &attack(
        "keys/a million",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a:\n");
                t.each(n, |n| format!("  {n}k: v\n"));
            })
        },
        4,
        "",
    ),
    &attack(
        "keys/a million of one prefix",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a:\n");
                t.each(n, |n| format!("  aaaaaaaaaaaaaaaa{n:07}: v\n"));
            })
        },
        4,
        "",
    ),
    &attack(
        "keys/a million of one length, flow",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a: {z: 1");
                t.each(n, |n| format!(",\n {:07}k: v", n.reverse_bits() % 10_000_000));
                t.put("}\n");
            })
        },
        3,
        "E0507",
    ),
    &attack(
        "keys/a million of JSON",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("{\"z\":1");
                t.each(n, |n| format!(",\"aaaaaaaa{n:07}\":1"));
                t.put("}\n");
            })
        },
        4,
        "",
    ),
    &attack(
        "keys/a million, each twice",
        500_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a:\n");
                t.each(n, |n| format!("  k{n}: v\n  k{n}: v\n"));
            })
        },
        3,
        "E0507",
    ),
    &attack(
        "keys/one, a million times",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a:\n");
                t.times(n, "  k: v\n");
            })
        },
        3,
        "E0507",
    ),
    &attack(
        "keys/200,000 that kubectl reads as numbers",
        200_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a:\n");
                t.each(n, |n| format!("  0x{n:x}: v\n  0b{n:b}: v\n"));
            })
        },
        3,
        "E0507",
    ),
    &attack(
        "keys/a million labels of an object",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  labels:\n");
                t.each(n, |n| format!("    k{n}: v\n"));
                t.put("spec: {containers: [{name: c, image: a}]}\n");
            })
        },
        1,
        "",
    ),
];

//! Dockerfiles and Containerfiles, and the files that tell what a build may see.
//!
//! Read as BuildKit reads them (Dockerfile reference, syntax 1): parser directives, line
//! continuations with comments in them, flags, the form of JSON, here-documents, variables with
//! defaults, stages and what they copy from each other.

mod expand;
mod ignore;
mod instruction;
mod lines;
mod scope;
mod words;

use std::sync::Arc;

use seaworthy_facts::manifest::dockerfile::{Dockerfile, Fault};
use seaworthy_facts::manifest::{Place, Source};

use self::instruction::Reader;
use crate::text;

pub use self::expand::{EXPANDED_BYTES_MAX, EXPANDED_TOTAL_BYTES_MAX};
pub use self::ignore::{IgnorePattern, Ignores, PATTERNS_MAX};

/// LIMIT: bytes of a Dockerfile. The longest that people keep, generated ones too, are below 100
/// KB.
pub const DOCKERFILE_BYTES_MAX: usize = 4 << 20;
/// LIMIT: instructions of a Dockerfile. An image has at most 127 layers; generated files of many
/// stages have some thousand instructions.
pub const INSTRUCTIONS_MAX: usize = 10_000;

/// Whether a file of that name is read as a Dockerfile: `Dockerfile`, `Containerfile`, and both
/// with something behind or before a dot (`Dockerfile.dev`, `web.Dockerfile`).
#[must_use]
pub fn is_name(name: &str) -> bool {
    // What tells a build what it may see has the name of the Dockerfile before its own.
    if name.ends_with(".dockerignore") || name.ends_with(".containerignore") {
        return false;
    }
    let name = name.to_ascii_lowercase();
    ["dockerfile", "containerfile"].into_iter().any(|kind| {
        name == kind
            || name
                .strip_prefix(kind)
                .is_some_and(|rest| rest.starts_with(['.', '-', '_']))
            || name
                .strip_suffix(kind)
                .is_some_and(|rest| rest.ends_with('.'))
    })
}

/// Reads a Dockerfile. `path` is what places name.
#[must_use]
pub fn read(path: &str, bytes: &[u8]) -> Dockerfile {
    let decoded = if bytes.len() > DOCKERFILE_BYTES_MAX {
        Err(format!(
            "the file has more than {DOCKERFILE_BYTES_MAX} bytes"
        ))
    } else {
        text::decode(bytes).map_err(|error| error.to_string())
    };
    match decoded {
        Ok(decoded) => {
            let source = Source::new(path, decoded.text);
            let source = if decoded.recoded {
                source.recoded()
            } else {
                source
            };
            let mut file = Reader::new(Arc::new(source)).read();
            // A builder takes such bytes as they are; what is read of them is not what it sees.
            if let Some(fault) = decoded.faults.first() {
                let at = fault.offset();
                file.problems.push(Fault {
                    place: file.source.place(at, at),
                    reason: fault.to_string(),
                });
            }
            file
        }
        Err(reason) => Dockerfile {
            source: Arc::new(Source::new(path, "")),
            directives: Vec::new(),
            instructions: Vec::new(),
            stages: Vec::new(),
            comments: Vec::new(),
            problems: vec![Fault {
                place: Place {
                    line: 1,
                    column: 1,
                    ..Place::default()
                },
                reason,
            }],
        },
    }
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::manifest::dockerfile::{Arguments, Base, Instruction, Keyword, Word};

    use super::*;

    fn file(text: &str) -> Dockerfile {
        read("Dockerfile", text.as_bytes())
    }

    fn sound(text: &str) -> Dockerfile {
        let file = file(text);
        assert!(file.problems.is_empty(), "{:?}", file.problems);
        file
    }

    fn reasons(text: &str) -> Vec<(u32, String)> {
        let problems = file(text).problems.into_iter();
        problems.map(|p| (p.place.line, p.reason)).collect()
    }

    fn values(instruction: &Instruction) -> Vec<Option<&str>> {
        let words = instruction.arguments.words();
        words.map(|word| word.value.as_deref()).collect()
    }

    fn shell(instruction: &Instruction) -> &Word {
        match &instruction.arguments {
            Arguments::Shell(word) => word,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn stages_know_their_base_and_what_they_need() {
        let file = sound(
            "ARG TAG=3.20\nFROM --platform=linux/amd64 alpine:${TAG} AS Build\nFROM scratch as \
             empty\n\
             FROM build\nCOPY --from=build /a /b\nCOPY --from=1 /c /d\nCOPY --from=nginx:1 /e /f\n\
             RUN --mount=type=bind,from=empty,target=/x --mount=type=secret,id=s true\nFROM \
              $BASE\n",
        );
        let bases: Vec<_> = file.stages.iter().map(|stage| stage.base.clone()).collect();
        assert_eq!(
            bases,
            [
                Base::Image("alpine:3.20".to_owned()),
                Base::Scratch,
                Base::Stage(0),
                Base::Unknown("$BASE".to_owned()),
            ]
        );
        let first = file.stages.first().unwrap();
        assert_eq!(first.name.as_deref(), Some("build"));
        assert_eq!(first.platform.as_deref(), Some("linux/amd64"));
        assert_eq!(file.stages.get(2).unwrap().needs, [0, 1]);
        assert_eq!(file.lineage(2), [2, 0]);
        assert_eq!(file.needed(2), [0, 1, 2]);
        assert_eq!(file.needed(1), [1]);
        assert_eq!(file.stage_instructions(2).len(), 5);
        assert_eq!(file.instructions.first().unwrap().stage, None);
        let mounts = file.instructions.get(7).unwrap();
        assert_eq!(mounts.flags_named("mount").count(), 2);
    }

    #[test]
    fn lines_continue_over_comments_and_keep_their_places() {
        let text = "FROM a\nRUN one \\\n  # why\n\n  two \\  \n  && three\nUSER app\n";
        let file = sound(text);
        let run = file.instructions.get(1).unwrap();
        assert_eq!(shell(run).text, "one   two   && three");
        assert_eq!((run.place.line, run.place.start, run.place.end), (2, 7, 46));
        assert_eq!(file.source.slice(7, 46), text.get(7..46).unwrap());
        let comment = file.comments.first().unwrap();
        assert_eq!((comment.place.line, comment.place.column), (3, 3));
        let user = file.effective(0, Keyword::User).unwrap();
        let word = user.arguments.words().next().unwrap();
        assert_eq!((word.place.line, word.place.column), (7, 6));
        assert_eq!(word.known(), "app");
        assert_eq!(user.keyword_place.column, 1);
    }

    #[test]
    fn directives_stand_at_the_top_only() {
        let file = sound(
            "# syntax=docker/dockerfile:1\n# Escape = `\n# note\n# check=skip=all\nFROM a\nRUN x \
             `\n  y\n\
             WORKDIR C:\\b\n",
        );
        let names: Vec<_> = file
            .directives
            .iter()
            .map(|d| (d.name.as_str(), d.value.as_str()))
            .collect();
        assert_eq!(names, [("syntax", "docker/dockerfile:1"), ("escape", "`")]);
        assert_eq!(shell(file.instructions.get(1).unwrap()).text, "x   y");
        assert_eq!(values(file.instructions.get(2).unwrap()), [Some("C:\\b")]);
        assert_eq!(file.comments.len(), 2);
    }

    #[test]
    fn the_form_of_json_and_that_of_the_shell_are_told_apart() {
        let file = sound(
            "FROM a\nCMD [\"/bin/x\", \"-a b\"]\nENTRYPOINT ['x']\nCOPY [\"a b\", \"c\"]\nSHELL \
             [\"bash\", \"-c\"]\n\
             HEALTHCHECK --interval=5s CMD curl -f http://localhost\nHEALTHCHECK NONE\n",
        );
        let exec = |index: usize| match &file.instructions.get(index).unwrap().arguments {
            Arguments::Exec(words) => words.iter().map(|w| w.known().to_owned()).collect(),
            _ => Vec::new(),
        };
        assert_eq!(exec(1), ["/bin/x", "-a b"]);
        assert_eq!(shell(file.instructions.get(2).unwrap()).text, "['x']");
        assert_eq!(exec(3), ["a b", "c"]);
        assert_eq!(exec(4), ["bash", "-c"]);
        let check = file.instructions.get(5).unwrap();
        assert_eq!(shell(check).text, "curl -f http://localhost");
        assert_eq!(
            check
                .flag("interval")
                .unwrap()
                .value
                .as_ref()
                .unwrap()
                .known(),
            "5s"
        );
        assert!(matches!(
            file.instructions.get(6).unwrap().arguments,
            Arguments::Words(_)
        ));
    }

    #[test]
    fn variables_have_the_scope_of_their_stage() {
        let file = sound(
            "ARG V=1\nARG W\nFROM a AS b\nARG V\nARG W\nENV P=/x Q=\"$V y\"\nENV P=/z R=$P\nENV \
             S two  words\n\
             WORKDIR $P/${V}\nUSER $W\nFROM b\nWORKDIR $P/$V\nARG V=5\nWORKDIR $V\nARG P=no\n\
              WORKDIR $P\n",
        );
        let value = |index: usize| values(file.instructions.get(index).unwrap());
        assert_eq!(value(8), [Some("/z/1")]);
        // Only the build knows what has no default.
        assert_eq!(value(9), [None]);
        // Arguments end with their stage, the environment does not.
        assert_eq!(value(11), [None]);
        assert_eq!(value(13), [Some("5")]);
        // The environment is stronger than an argument.
        assert_eq!(value(15), [Some("/z")]);
        let pairs = file.instructions.get(6).unwrap().arguments.pairs();
        // All of one instruction see what was before it.
        assert_eq!(pairs.get(1).unwrap().value.as_ref().unwrap().known(), "/x");
        let legacy = file.instructions.get(7).unwrap().arguments.pairs();
        assert_eq!(
            legacy.first().unwrap().value.as_ref().unwrap().known(),
            "two  words"
        );
    }

    #[test]
    fn heredocs_belong_to_their_instruction() {
        let file = sound(
            "FROM a\nRUN <<EOF\napt-get update\n# not a comment\nEOF\nCOPY <<-\"X\" <<Y /t/\n\
             \tone\n\tX\n  two\nY\n\
             RUN cat <<A && echo x\nz\nA\nUSER u\n",
        );
        let run = file.instructions.get(1).unwrap();
        let [heredoc] = run.heredocs.as_slice() else {
            panic!("{:?}", run.heredocs)
        };
        assert_eq!(heredoc.text, "apt-get update\n# not a comment\n");
        assert_eq!((heredoc.place.line, heredoc.expands), (3, true));
        let copy = file.instructions.get(2).unwrap();
        let texts: Vec<_> = copy
            .heredocs
            .iter()
            .map(|h| (h.text.as_str(), h.expands))
            .collect();
        assert_eq!(texts, [("one\n", false), ("  two\n", true)]);
        assert_eq!(file.instructions.len(), 5);
        assert!(file.comments.is_empty());
        assert_eq!(
            reasons("FROM a\nRUN <<EOF\nx\n"),
            [(2, "the here-document `EOF` has no end".to_owned())]
        );
    }

    #[test]
    fn onbuild_holds_an_instruction() {
        let file = sound("FROM a\nonbuild copy --chown=1:2 . /app\n");
        let onbuild = file.instructions.get(1).unwrap();
        let inner = onbuild.on_build.as_ref().unwrap();
        assert_eq!(inner.keyword, Keyword::Copy);
        assert_eq!(values(inner), [Some("."), Some("/app")]);
        assert_eq!(inner.place.column, 9);
        assert_eq!(
            reasons("FROM a\nONBUILD ONBUILD RUN x\n"),
            [(2, "ONBUILD cannot hold ONBUILD".to_owned())]
        );
    }

    #[test]
    fn what_a_builder_refuses_is_told_with_its_line() {
        for (text, line, reason) in [
            ("", 1, "there is no FROM"),
            ("# only\n", 1, "there is no FROM"),
            ("FROM a\nRUNN x\n", 2, "there is no instruction `RUNN`"),
            ("RUN x\nFROM a\n", 1, "RUN stands before the first FROM"),
            ("FROM\n", 1, "FROM has no arguments"),
            (
                "FROM a b\n",
                1,
                "FROM takes one image, and `AS` with a name",
            ),
            ("FROM a\nENV A\n", 2, "ENV needs a value for each name"),
            ("FROM a\nENV A=1 B\n", 2, "ENV needs a value for each name"),
        ] {
            let found = reasons(text);
            assert_eq!(found.first(), Some(&(line, reason.to_owned())), "{text}");
        }
        // The rest is read.
        let file = file("FROM a\nRUNN x\nUSER u\n");
        assert_eq!(file.instructions.len(), 2);
    }

    #[test]
    fn windows_lines_marks_and_bad_bytes_are_no_trouble() {
        let file = sound("\u{feff}# escape=`\r\nFROM a\r\nRUN x `\r\n  y\r\nUSER u\r\n");
        assert_eq!(file.directives.len(), 1);
        assert_eq!(shell(file.instructions.get(1).unwrap()).text, "x   y");
        assert_eq!(values(file.instructions.get(2).unwrap()), [Some("u")]);
        let bad = read("Dockerfile", b"FROM a\nLABEL x=caf\xe9\n");
        assert_eq!(bad.instructions.len(), 2);
        assert_eq!(
            bad.problems.first().unwrap().reason,
            "byte 0xe9 is not UTF-8"
        );
        let binary = read("Dockerfile", b"\x7fELF\0");
        assert_eq!(binary.problems.len(), 1);
        assert!(binary.instructions.is_empty());
    }

    #[test]
    fn bytes_instructions_and_values_are_bounded() {
        let large = read("Dockerfile", &vec![b'#'; DOCKERFILE_BYTES_MAX + 1]);
        let reason = format!("the file has more than {DOCKERFILE_BYTES_MAX} bytes");
        assert_eq!(large.problems.first().unwrap().reason, reason);
        let many = file(&format!("FROM a\n{}", "USER u\n".repeat(INSTRUCTIONS_MAX)));
        assert_eq!(many.instructions.len(), INSTRUCTIONS_MAX);
        let reason = format!("the file has more than {INSTRUCTIONS_MAX} instructions");
        assert_eq!(many.problems.first().unwrap().reason, reason);
        let doubling = format!("FROM a\nENV A=0123456789\n{}", "ENV A=$A$A\n".repeat(60));
        let file = sound(&doubling);
        let last = file.instructions.last().unwrap().arguments.pairs();
        assert_eq!(last.first().unwrap().value.as_ref().unwrap().value, None);
        let half = "x".repeat(EXPANDED_BYTES_MAX / 2);
        let uses = "WORKDIR $A\n".repeat(EXPANDED_TOTAL_BYTES_MAX / half.len() + 5);
        let file = self::file(&format!("FROM a\nENV A={half}\n{uses}"));
        let reason = format!("values of variables have more than {EXPANDED_TOTAL_BYTES_MAX} bytes");
        assert_eq!(file.problems.first().unwrap().reason, reason);
        assert_eq!(values(file.instructions.last().unwrap()), [None]);
    }

    #[test]
    fn cut_off_and_changed_files_end_in_instructions_or_problems() {
        let text = "# escape=\\\nARG A=${B:-'c'}\nFROM a:$A AS b\nRUN --mount=x <<E cat \\\n \
         #c\n  \"d\nE\nCMD [\"e\\u0041\", 'f']\n";
        for end in 0..text.len() {
            let held = file(&text[..end]);
            assert!(held.instructions.len() + held.problems.len() > 0, "{end}");
            for byte in [
                b'"', b'\'', b'\\', b'$', b'{', b'<', b'[', b'\n', b' ', b'#', 0xff,
            ] {
                let mut bytes = text.as_bytes().to_vec();
                bytes[end] = byte;
                let file = read("Dockerfile", &bytes);
                for instruction in &file.instructions {
                    assert!(instruction.place.end as usize <= bytes.len());
                    assert!(instruction.place.start <= instruction.place.end);
                }
            }
        }
    }

    #[test]
    fn names_of_files_tell_dockerfiles() {
        for name in [
            "Dockerfile",
            "dockerfile",
            "Dockerfile.dev",
            "Containerfile",
            "web.Dockerfile",
        ] {
            assert!(is_name(name), "{name}");
        }
        for name in [
            "Dockerfile.dockerignore",
            "mydockerfile",
            "docker-compose.yml",
            "Dockerfiles",
        ] {
            assert!(!is_name(name), "{name}");
        }
    }
}

//! Whether the affected functions of a Go module are in the programs that hold it: evidence for or
//! against a weakness, and never a reason to leave it out.

use seaworthy_facts::{Package, PackageKind, ProgramFact};
use seaworthy_model::Evidence;

use crate::osv::Import;

/// LIMIT: functions that are named for one program; one is enough to look on.
const SHOWN_MAX: usize = 3;

/// What the tables of functions say of one weakness.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Functions {
    pub(super) evidence: Vec<Evidence>,
    /// Every program that holds the module was looked through, and none has an affected function.
    pub(super) absent: bool,
}

/// Looks for the affected functions in the programs in which the package was found. A program
/// whose functions are not known says nothing.
pub(super) fn look(imports: &[Import], package: &Package, programs: &[ProgramFact]) -> Functions {
    let mut found = Functions::default();
    if package.kind != PackageKind::Golang || imports.is_empty() || package.places.is_empty() {
        return found;
    }
    let mut absent = 0;
    for place in &package.places {
        let known = programs
            .iter()
            .find(|program| program.path == place.path && same_layer(program, place.layer));
        let Some(program) = known else { continue };
        let named = present(imports, program);
        if named.is_empty() {
            absent += 1;
            let text = format!(
                "no vulnerable symbol found in the symbol table of {}",
                place.path
            );
            found.evidence.push(Evidence::new("functions", text));
        } else {
            let more = named.len().saturating_sub(SHOWN_MAX);
            let mut text = named
                .into_iter()
                .take(SHOWN_MAX)
                .collect::<Vec<_>>()
                .join(", ");
            if more > 0 {
                text.push_str(&format!(" and {more} more"));
            }
            let text = format!("vulnerable symbol {text} present in {}", place.path);
            found.evidence.push(Evidence::new("functions", text));
        }
    }
    found.absent = absent == package.places.len();
    found
}

fn same_layer(program: &ProgramFact, layer: Option<u32>) -> bool {
    program.layer.is_none() || layer.is_none() || program.layer == layer
}

fn present(imports: &[Import], program: &ProgramFact) -> Vec<String> {
    let mut named = Vec::new();
    for import in imports {
        if import.symbols.is_empty() && program.symbols.contains_package(&import.path) {
            named.push(format!("{}.*", import.path));
        }
        let symbols = import.symbols.iter();
        named.extend(
            symbols
                .filter(|symbol| program.symbols.contains(&import.path, symbol))
                .map(|symbol| format!("{}.{symbol}", import.path)),
        );
    }
    named
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::SymbolFilter;

    use super::*;

    fn program(path: &str, symbols: &[&str]) -> ProgramFact {
        let mut filter = SymbolFilter::for_symbols(100);
        for symbol in symbols {
            filter.insert(symbol);
        }
        ProgramFact {
            path: path.into(),
            layer: None,
            symbols: filter,
        }
    }

    fn imports() -> [Import; 1] {
        [Import {
            path: "net/http".into(),
            symbols: vec!["Server.Serve".into(), "Get".into()],
        }]
    }

    fn said(programs: &[ProgramFact]) -> (Vec<String>, bool) {
        let package = Package::new(
            PackageKind::Golang,
            "stdlib",
            "go1.20",
            "bin/a",
            "go-binary",
        );
        let functions = look(&imports(), &package, programs);
        let values = functions
            .evidence
            .into_iter()
            .map(|evidence| evidence.value);
        (values.collect(), functions.absent)
    }

    #[test]
    fn functions_that_are_there_or_not_are_told() {
        let (said_present, absent) = said(&[program("bin/a", &["net/http.(*Server).Serve"])]);
        assert_eq!(
            said_present,
            ["vulnerable symbol net/http.Server.Serve present in bin/a"]
        );
        assert!(!absent);
        let (said_absent, absent) = said(&[program("bin/a", &["net/http.(*Client).Do"])]);
        assert_eq!(
            said_absent,
            ["no vulnerable symbol found in the symbol table of bin/a"]
        );
        assert!(absent);
    }

    #[test]
    fn a_program_whose_functions_are_not_known_says_nothing() {
        assert_eq!(said(&[]), (Vec::new(), false));
        assert_eq!(said(&[program("bin/b", &["x.y"])]), (Vec::new(), false));
    }

    #[test]
    fn a_package_that_is_affected_as_a_whole_is_asked_as_such() {
        let whole = [Import {
            path: "net/http".into(),
            symbols: Vec::new(),
        }];
        let package = Package::new(
            PackageKind::Golang,
            "stdlib",
            "go1.20",
            "bin/a",
            "go-binary",
        );
        let functions = look(&whole, &package, &[program("bin/a", &["net/http.Get"])]);
        assert!(
            functions.evidence[0].value.contains("net/http.*"),
            "{functions:?}"
        );
    }
}

//! Where the history of an image shows the end of another build: the last resort.

use seaworthy_facts::ImageFacts;

/// How many of the lowest layers another build made; none where the history does not show it.
///
/// Base images end with the command that they run. The last such entry that stands below a layer is
/// taken for the end of the base: what stands behind it was built on top. An image that runs no
/// command of its own shows the same, and one whose base sets none shows nothing.
pub(super) fn boundary(image: &ImageFacts) -> Option<u32> {
    let history = &image.config.as_ref()?.history;
    let layers = history.iter().filter(|entry| !entry.empty_layer).count();
    // A history that does not fit the layers would lay the blame on the wrong one.
    if layers != image.layers.len() {
        return None;
    }
    let mut below = 0;
    let mut found = None;
    let mut end = None;
    for entry in history {
        if entry.empty_layer {
            if is_command(&entry.created_by) {
                end = Some(below);
            }
        } else {
            // The command counts once a layer follows it.
            found = end.take().filter(|layers| *layers > 0).or(found);
            below += 1;
        }
    }
    found
}

/// `CMD ["bash"]`, as Docker (`/bin/sh -c #(nop)  CMD …`) and BuildKit write it.
fn is_command(created_by: &str) -> bool {
    let text = created_by.trim();
    let text = text
        .strip_prefix("/bin/sh -c #(nop)")
        .unwrap_or(text)
        .trim_start();
    text.starts_with("CMD ") || text.starts_with("CMD[")
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::{History, ImageConfig};

    use super::*;

    fn layers_below(entries: &[&str], layers: usize) -> Option<u32> {
        let names: Vec<String> = (0..layers).map(|n| n.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut image = super::super::tests::image("app", &names);
        let history = entries.iter().map(|text| History {
            created_by: (*text).to_owned(),
            empty_layer: !text.starts_with("RUN") && !text.starts_with("COPY"),
            ..History::default()
        });
        image.config = Some(ImageConfig {
            history: history.collect(),
            ..ImageConfig::default()
        });
        boundary(&image)
    }

    #[test]
    fn the_last_command_below_a_layer_ends_the_base() {
        let nop = "/bin/sh -c #(nop)  CMD [\"bash\"]";
        assert_eq!(layers_below(&["COPY a", nop, "COPY b"], 2), Some(1));
        let twice = [
            "COPY a",
            nop,
            "RUN b",
            "CMD [\"python3\"]",
            "ENV X=1",
            "COPY c",
            "CMD x",
        ];
        assert_eq!(layers_below(&twice, 3), Some(2));
    }

    #[test]
    fn a_history_that_shows_nothing_is_not_believed() {
        assert_eq!(layers_below(&["COPY a", "CMD x"], 1), None);
        assert_eq!(layers_below(&["COPY a", "COPY b"], 2), None);
        assert_eq!(layers_below(&["COPY a", "CMD x", "COPY b"], 3), None);
        assert_eq!(layers_below(&["CMD x", "COPY b"], 1), None);
    }
}

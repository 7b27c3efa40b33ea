namespace FolioModel.Testing;

/// <summary>Reads from the recorded steps whose reference the last put dropped, and who keeps the folio.</summary>
public static class OwnReference
{
    /// <summary>The answer to "whose reference does the put drop?".</summary>
    /// <param name="steps">The recorded steps.</param>
    /// <param name="words">What the owner says of its kinds of holders.</param>
    public static string AnswerFrom(IEnumerable<ExplanationStep> steps, params HolderWords[] words)
    {
        ExplanationStep? put = steps.LastOrDefault(s => s is { Function: "folio_put", Changed: not null });
        if (put is null)
        {
            return "No folio was got, so there is nothing to put.";
        }

        string dropped = put.Changed switch
        {
            { } kind when kind == HolderKind.Allocation =>
                "the caller's own reference, the one that the page allocator created the folio with",
            { } kind when kind == HolderKind.Lookup => "the caller's own reference, the one that the lookup took",
            { } kind when words.FirstOrDefault(w => w.Kind == kind) is { } own => own.OwnReference,
            { } other => $"the reference of the {other.Name}",
            _ => "a reference of somebody unknown",
        };
        string left = put.Count == 0
            ? "and since nobody else holds the folio, it is freed"
            : $"and the folio stays, because {string.Join(" and ", put.Holders.Select(h => $"the {h.Kind.Name} holds {h.Count}"))}";
        return $"folio_put() in {put.Place} drops {dropped}, {left}.";
    }
}

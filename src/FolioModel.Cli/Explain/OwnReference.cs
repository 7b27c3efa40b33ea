using FolioModel.Hugetlb;

namespace FolioModel.Cli.Explain;

/// <summary>Says, from what the ledger saw, whose reference an allocator's put dropped and who keeps the folio.</summary>
internal static class OwnReference
{
    public static string AnswerFrom(IEnumerable<ExplanationStep> steps, string caller)
    {
        ExplanationStep? put = steps.LastOrDefault(s => s is { Function: "folio_put", Changed: not null });
        if (put is null)
        {
            return "No folio was got, so there is nothing to put.";
        }

        string dropped = put.Changed switch
        {
            { } kind when kind == HolderKind.Allocation => "the caller's own reference, the one that the page allocator created the folio with",
            { } kind when kind == HugetlbHolders.User => "the caller's own reference, the one that taking the folio from the pool made",
            { } kind when kind == HolderKind.Lookup => "the caller's own reference, the one that the lookup took",
            { } other => $"the reference of the {other.Name}",
            _ => "a reference of somebody unknown",
        };
        string left = put.Count == 0
            ? "and since nobody else holds the folio, it is freed"
            : $"and the folio stays, because {string.Join(" and ", put.Holders.Select(h => $"the {h.Kind.Name} holds {h.Count}"))}";
        return $"folio_put() in {caller}() drops {dropped}, {left}.";
    }
}

namespace FolioModel.Cli.Explore.Matrix;

/// <summary>Why two operations get along although neither ever waits for the other.</summary>
/// <param name="Letter">What stands for the reason in the matrix.</param>
/// <param name="Reason">The reason.</param>
/// <param name="Applies">Whether it is that of two operations, by their names.</param>
internal sealed record BenignPair(char Letter, string Reason, Func<string, string, bool> Applies)
{
    public static IReadOnlyList<BenignPair> All { get; } =
    [
        new('a', "a lookup takes no lock: try_get refuses a folio that is frozen or freed, and the slot is read again once the reference is there", Either("lookup")),
        new('b', "a drain moves folios of which its batch holds references, one by one, and only those whose LRU flag it has taken off", Either("drain")),
        new('c', "both add a page at the same place: i_pages is held for one step, and who comes second finds the entry (EEXIST) and drops its own folio", static (x, y) => x == "add" && y == "add"),
        new('d', "they work on different folios; what they share, the tree, changes under i_pages in one step", static (x, y) => x is "grab" or "add" || y is "grab" or "add"),
        new('f', "the pool is resized under hugetlb_lock, which is never held for longer than a step; what is promised or in use it leaves alone", Either("pool resize")),
        new('e', "the fault uses slots that are there; a new slot is seen when it is whole, and binds pages of its own", Both("get_pfn", "bind")),
    ];

    /// <summary>The reason for a pair, or null.</summary>
    public static BenignPair? Of(string one, string other) => All.FirstOrDefault(b => b.Applies(one, other));

    private static Func<string, string, bool> Either(string name) => (x, y) => x == name || y == name;

    private static Func<string, string, bool> Both(string one, string other) => (x, y) => (x == one && y == other) || (x == other && y == one);
}

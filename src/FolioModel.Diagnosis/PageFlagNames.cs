using FolioModel.Diagnosis.Reading;

namespace FolioModel.Diagnosis;

/// <summary>The names of page flags and kinds, as kernels print them.</summary>
public static class PageFlagNames
{
    /// <summary>Whether a name is a flag of <c>dump_page</c>, of <c>page-types</c> or of the model.</summary>
    /// <param name="name">The name.</param>
    public static bool IsKnown(string name) => FlagNames.IsKnown(name);

    /// <summary>Turns names into the model's flags; those that it does not have stay names.</summary>
    /// <param name="names">The names.</param>
    /// <param name="isAnon">Whether the page is anonymous memory: two bits have another meaning then.</param>
    public static (FolioFlags Flags, IReadOnlyList<string> Others) Parse(IEnumerable<string> names,
        bool isAnon) => FlagNames.Parse(names, isAnon);

    /// <summary>The names of a page's flags: those of the model, then the others.</summary>
    /// <param name="page">The page.</param>
    public static IReadOnlyList<string> NamesOf(ObservedPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        return
        [
            .. Enum.GetValues<FolioFlags>().Where(f => uint.PopCount((uint)f) == 1 && page.Has(f)).Distinct().Select(NameOf),
            .. page.OtherFlags,
        ];
    }

    /// <summary>A kind of page in words.</summary>
    /// <param name="kind">The kind.</param>
    public static string NameOf(PageKind kind) => PageTypes.NameOf(kind);

    private static string NameOf(FolioFlags flag) => flag switch
    {
        FolioFlags.Large => "head",
        FolioFlags.Private2 => "private_2",
        FolioFlags.HasHwPoisoned => "has_hwpoisoned",
        FolioFlags.AnonExclusive => "anon_exclusive",
        _ => flag.ToString().ToLowerInvariant(),
    };
}

using System.Globalization;
using FolioModel.Diagnosis;

namespace FolioModel.Cli.Who;

/// <summary>A page described by options.</summary>
internal static class PageOptions
{
    /// <summary>The values of <c>--mapping</c>.</summary>
    public const string Mappings = "file, anon, shmem, hugetlb, guest_memfd, ksm, slab, none";

    private const int LargestOrder = 20;

    private static readonly Dictionary<string, PageKind> s_mappings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["file"] = PageKind.File,
        ["anon"] = PageKind.Anon,
        ["shmem"] = PageKind.Shmem,
        ["hugetlb"] = PageKind.Hugetlb,
        ["guest_memfd"] = PageKind.GuestMemfd,
        ["gmem"] = PageKind.GuestMemfd,
        ["ksm"] = PageKind.Ksm,
        ["slab"] = PageKind.Slab,
        ["none"] = PageKind.None,
    };

    /// <summary>Reads the options.</summary>
    /// <param name="value">Gives the value of an option, or null where it was not given.</param>
    /// <param name="kernel">The kernel's release, or null.</param>
    public static ObservedPage Parse(Func<string, string?> value, KernelRelease? kernel)
    {
        int refCount = Number("--refcount", value("--refcount"), int.MinValue, int.MaxValue)
            ?? throw new BadWhoException("--refcount: expected the count of the page that the other options describe, found nothing");
        int order = Number("--order", value("--order"), 0, LargestOrder) ?? 0;
        string mapping = value("--mapping") ?? "";
        string[] names = [.. (value("--flags") ?? "").Split([',', '|', ' '], StringSplitOptions.RemoveEmptyEntries)];
        foreach (string name in names)
        {
            if (!PageFlagNames.IsKnown(name))
            {
                throw BadWhoException.Expected("--flags", "names of page flags such as lru,uptodate,dirty", name);
            }
        }

        PageKind kind = s_mappings.TryGetValue(mapping, out PageKind named) ? named
            : mapping.Length == 0 ? KindOf(names)
            : throw BadWhoException.Expected("--mapping", $"one of {Mappings}", mapping);
        (FolioFlags flags, IReadOnlyList<string> others) = PageFlagNames.Parse(names, kind is PageKind.Anon or PageKind.Ksm);
        flags |= order > 0 ? FolioFlags.Large : 0;
        flags |= kind == PageKind.Hugetlb ? FolioFlags.Hugetlb : 0;
        return new ObservedPage
        {
            Source = "command line",
            RefCount = refCount,
            MapCount = Number("--mapcount", value("--mapcount"), int.MinValue, int.MaxValue) ?? 0,
            Order = order,
            Flags = flags,
            OtherFlags = others,
            Kind = kind,
            HasMapping = kind is PageKind.File or PageKind.Shmem or PageKind.Hugetlb or PageKind.GuestMemfd,
            PinCount = Number("--pincount", value("--pincount"), 0, int.MaxValue),
            Pfn = value("--pfn") is { } pfn ? Frame(pfn) : null,
            Kernel = kernel,
        };
    }

    /// <summary>The mapping that flags imply where none is given.</summary>
    private static PageKind KindOf(string[] names) => names switch
    {
        _ when names.Contains("slab") => PageKind.Slab,
        _ when names.Contains("reserved") => PageKind.Reserved,
        _ when names.Contains("buddy") => PageKind.Free,
        _ when names.Contains("hugetlb") || names.Contains("huge") => PageKind.Hugetlb,
        _ when names.Contains("anon") || names.Contains("anonymous") => PageKind.Anon,
        _ => PageKind.None,
    };

    private static int? Number(string option, string? text, int least, int most)
    {
        if (text is null)
        {
            return null;
        }

        string expected = least == int.MinValue ? "a number" : most == int.MaxValue
            ? $"a number of {least} or more" : $"a number of {least} to {most}";
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least
            && value <= most
            ? value
            : throw BadWhoException.Expected(option, expected, text);
    }

    private static ulong Frame(string text)
    {
        bool hex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return ulong.TryParse(hex ? text.AsSpan(2) : text, hex
            ? NumberStyles.HexNumber : NumberStyles.None, CultureInfo.InvariantCulture, out ulong pfn)
            ? pfn
            : throw BadWhoException.Expected("--pfn", "a page frame number", text);
    }
}

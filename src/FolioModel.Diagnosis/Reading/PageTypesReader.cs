using System.Globalization;
using System.Text.RegularExpressions;

namespace FolioModel.Diagnosis.Reading;

/// <summary>Reads rows of <c>page-types</c> (list or summary) and rows of a page frame number and a value of
/// <c>/proc/kpageflags</c>.</summary>
internal static partial class PageTypesReader
{
    private const string Row = "a row of page-types, or a page frame number and a value of /proc/kpageflags (0x...)";
    private const int HugePageOrder = 9;

    /// <summary>The letters of the symbolic column.</summary>
    private static readonly Dictionary<char, string> s_letters = new()
    {
        ['L'] = "locked",
        ['E'] = "error",
        ['R'] = "referenced",
        ['U'] = "uptodate",
        ['D'] = "dirty",
        ['l'] = "lru",
        ['A'] = "active",
        ['S'] = "slab",
        ['W'] = "writeback",
        ['I'] = "reclaim",
        ['B'] = "buddy",
        ['M'] = "mmap",
        ['a'] = "anonymous",
        ['s'] = "swapcache",
        ['b'] = "swapbacked",
        ['H'] = "compound_head",
        ['T'] = "compound_tail",
        ['G'] = "huge",
        ['u'] = "unevictable",
        ['X'] = "hwpoison",
        ['n'] = "nopage",
        ['x'] = "ksm",
        ['t'] = "thp",
        ['o'] = "offline",
        ['z'] = "zero_page",
        ['i'] = "idle",
        ['g'] = "pgtable",
        ['r'] = "reserved",
        ['m'] = "mlocked",
        ['d'] = "owner_2",
        ['P'] = "private",
        ['p'] = "private_2",
        ['O'] = "owner_private",
        ['h'] = "arch",
        ['c'] = "uncached",
        ['f'] = "softdirty",
    };

    public static IReadOnlyList<ObservedPage> Read(IReadOnlyList<LogLine> lines, string source, KernelRelease? kernel)
    {
        List<ObservedPage> pages = [];
        LogLine? strange = null;
        foreach (LogLine line in lines.Where(static l => l.Text.Length > 0 && !Header().IsMatch(l.Text)))
        {
            if (PageOf(line, source, kernel) is { } page)
            {
                pages.Add(page);
            }
            else
            {
                strange ??= line;
            }
        }

        return pages.Count > 0 && strange is { } bad
            ? throw new BadPageTextException(source, bad.Number, "row", $"'{Shortened(bad.Text)}'", Row)
            : pages;
    }

    private static string Shortened(string text) => text.Length > 60 ? text[..60] + "..." : text;

    private static ObservedPage? PageOf(LogLine line, string source, KernelRelease? kernel)
    {
        string[] words = line.Text.Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries);
        if (words.FirstOrDefault(static w => w.Length >= 20 && Symbols().IsMatch(w)) is { } symbols)
        {
            bool isSummary = words[0].StartsWith("0x", StringComparison.Ordinal);
            return PageWith(
                symbols.Where(static c => c is not ('_' or '.')).Select(static c => s_letters.GetValueOrDefault(c, $"'{c}'")).ToArray(),
                isSummary ? null : Frame(words[0], hexadecimal: true),
                null,
                $"{source}:{line.Number}",
                kernel);
        }

        bool isPair = words.Length is 2 or 3 && Number(words[0], out ulong frame) && words[1].StartsWith("0x", StringComparison.Ordinal)
            && Number(words[1], out _) && (words.Length == 2 || Number(words[2], out _));
        return !isPair ? null : PageWith(
            FlagLayout.NamesOfKpageflags(Parse(words[1])).ToArray(),
            Frame(words[0], hexadecimal: false),
            words.Length == 3 ? (int)Math.Min(Parse(words[2]), int.MaxValue) : null,
            $"{source}:{line.Number}",
            kernel);
    }

    private static ObservedPage PageWith(string[] names, ulong? pfn, int? mapCount, string source, KernelRelease? kernel)
    {
        bool isAnon = names.Contains("anonymous") || names.Contains("ksm");
        (FolioFlags flags, IReadOnlyList<string> others) = FlagNames.Parse(names, isAnon);
        bool huge = names.Contains("huge");
        PageKind kind = PageTypes.KindOf(null, names, 0)
            ?? (names.Contains("ksm") ? PageKind.Ksm
            : huge ? PageKind.Hugetlb
            : isAnon ? PageKind.Anon
            : names.Contains("swapbacked") ? PageKind.Shmem
            : names.Contains("lru") || names.Contains("mmap") ? PageKind.File
            : PageKind.None);
        bool large = (flags & FolioFlags.Large) != 0;
        return new ObservedPage
        {
            Source = source,
            MapCount = mapCount ?? (names.Contains("mmap") ? 1 : 0),
            MapCountIsExact = mapCount is not null || !names.Contains("mmap"),
            Order = huge || names.Contains("thp") ? HugePageOrder : 0,
            OrderIsKnown = huge || !large,
            Flags = flags,
            OtherFlags = others,
            Kind = kind,
            HasMapping = kind is PageKind.File or PageKind.Shmem || (kind == PageKind.Hugetlb && !isAnon),
            Pfn = pfn,
            Kernel = kernel,
        };
    }

    private static ulong? Frame(string word, bool hexadecimal) =>
        ulong.TryParse(word.StartsWith("0x", StringComparison.Ordinal) ? word.AsSpan(2) : word,
            hexadecimal || word.StartsWith("0x", StringComparison.Ordinal) ? NumberStyles.HexNumber : NumberStyles.None,
            CultureInfo.InvariantCulture, out ulong pfn) ? pfn : null;

    private static ulong Parse(string word) => Number(word, out ulong value) ? value : 0;

    private static bool Number(string word, out ulong value) => word.StartsWith("0x", StringComparison.Ordinal)
        ? ulong.TryParse(word.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out value)
        : ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    [GeneratedRegex(@"^[A-Za-z_.]+$", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Symbols();

    [GeneratedRegex(@"^(flags\s|v?offset\s|pfn\s|total\b|addr\s|#|\S*\s*total$)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Header();
}

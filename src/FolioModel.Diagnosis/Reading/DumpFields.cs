using System.Globalization;
using System.Text.RegularExpressions;

namespace FolioModel.Diagnosis.Reading;

/// <summary>The fields of one dump.</summary>
internal sealed partial class DumpFields(DumpText dump, string source, KernelRelease? kernel)
{
    private const int LargestOrder = 20;
    private const int AnonBit = 1;
    private const int MovableBit = 2;
    private const int MappingWord = 3;
    private const int CountsWord = 6;

    public ObservedPage ToPage()
    {
        int refCount = Required(RefCount(), "refcount");
        int printedMapCount = Required(MapCount(), "mapcount");
        int order = OrderOf();
        string? type = dump.Value(PageType());
        string[] names = FlagWords();
        List<ulong> raw = RawWords();
        PageKind kind = KindOf(names, type, printedMapCount, raw);
        (FolioFlags flags, IReadOnlyList<string> others) = FlagNames.Parse(names, kind is PageKind.Anon or PageKind.Ksm
            || dump.Value(TypeWord()) is not null);
        flags |= order > 0 ? FolioFlags.Large : 0;
        flags |= kind == PageKind.Hugetlb ? FolioFlags.Hugetlb : 0;
        int? total = Optional(HeadMapCount(), "head mapcount");
        (int mapCount, bool isExact) = MappingsOf(order, printedMapCount, total);
        return new ObservedPage
        {
            Source = $"{source}:{dump.Line}",
            RefCount = refCount,
            MapCount = total is null && PageTypes.StandsForType(printedMapCount, kind) ? 0 : mapCount,
            MapCountIsExact = isExact,
            Order = order,
            OrderIsKnown = order > 0 || (flags & FolioFlags.Large) == 0,
            Flags = flags,
            FlagsAreKnown = dump.Value(FlagLine()) is not null,
            OtherFlags = others,
            Kind = kind,
            HasMapping = HasMapping(raw, kind) && (flags & FolioFlags.Anon) == 0,
            PinCount = Optional(PinCount(), "pincount"),
            PagesMapped = Optional(PagesMapped(), "nr_pages_mapped"),
            LaterRefCount = raw.Count > CountsWord && Is64Bit(raw) ? LaterCount(raw[CountsWord], refCount) : null,
            Pfn = PfnOf(),
            Reason = dump.Reason,
            Kernel = kernel,
        };
    }

    /// <summary>Dumps before 6.9 print how often one page is mapped: for a large folio that is a part of the sum.</summary>
    private (int MapCount, bool IsExact) MappingsOf(int order, int printed, int? total)
    {
        if (order == 0 || total is not null)
        {
            return (total ?? printed, true);
        }

        if (printed < 0 && !PageTypes.IsType(printed))
        {
            return (printed, false);
        }

        int entire = Optional(EntireMapCount(), "compound_mapcount") ?? 0;
        int pages = Optional(PagesMapped(), "nr_pages_mapped") ?? 0;
        const int WholeFolioMark = 0x800000;
        pages &= WholeFolioMark - 1;
        pages = pages > 1 << order ? 0 : pages;
        return (Math.Max(printed, entire + pages), false);
    }

    private PageKind KindOf(string[] names, string? type, int printedMapCount, List<ulong> raw)
    {
        string? operations = dump.Value(Operations());
        if (PageTypes.KindOf(type, names, printedMapCount) is { } typed && (PageTypes.AllowsUse(typed) || !IsInUse(names, operations)))
        {
            return typed;
        }

        ulong mapping = Is64Bit(raw) ? raw[MappingWord] : 0;
        return dump.Value(TypeWord()) switch
        {
            "ksm" => PageKind.Ksm,
            "anon" => PageKind.Anon,
            _ when AnonLine().IsMatch(dump.Text) => PageKind.Anon,
            _ when operations is not null => OperationsKind(operations),
            _ when (mapping & 3) == MovableBit && mapping >> 63 != 0 && !names.Contains("lru") => PageKind.DriverMovable,
            _ when (mapping & 3) == AnonBit && mapping >> 63 != 0 => PageKind.Anon,
            _ => HasMapping(raw, PageKind.File) ? PageKind.File : PageKind.None,
        };
    }

    /// <summary>A page on an LRU list or in a file is no free page or page table, even if its map count looks like that.</summary>
    private static bool IsInUse(string[] names, string? operations) =>
        operations is not null || names.Contains("lru") || names.Contains("swapbacked");

    private static PageKind OperationsKind(string operations) => operations switch
    {
        _ when operations.Contains("shmem", StringComparison.Ordinal) => PageKind.Shmem,
        _ when operations.Contains("hugetlb", StringComparison.Ordinal) => PageKind.Hugetlb,
        _ when operations.Contains("gmem", StringComparison.Ordinal) => PageKind.GuestMemfd,
        _ when operations.Contains("swap_aops", StringComparison.Ordinal) => PageKind.Shmem,
        _ => PageKind.File,
    };

    private bool HasMapping(IReadOnlyList<ulong> raw, PageKind kind)
    {
        if (kind is PageKind.Slab or PageKind.PageTable or PageKind.Free or PageKind.Offline or PageKind.Anon or PageKind.Ksm)
        {
            return false;
        }

        string? printed = dump.Value(Mapping());
        return printed is not (null or "(null)") && printed.Any(static c => c != '0')
            && (!Is64Bit(raw) || raw[MappingWord] != 0 || kind == PageKind.Shmem);
    }

    private string[] FlagWords()
    {
        string? names = dump.Value(FlagLine());
        return names is null
            ? []
            : [.. names.Split(['|', ' '], StringSplitOptions.RemoveEmptyEntries).Where(static n => !n.Contains('=',
                StringComparison.Ordinal))];
    }

    private int OrderOf()
    {
        if (dump.Value(HeadOrder()) is not { } text)
        {
            return 0;
        }

        int order = Required(HeadOrder(), "order");
        return order is >= 0 and <= LargestOrder ? order : throw Bad("order", text, $"an order of 0 to {LargestOrder}");
    }

    private ulong? PfnOf() => dump.Value(PageFrame()) is { } text
        && ulong.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong pfn)
        ? pfn
        : null;

    /// <summary>The raw words of the page, or of the head where the page is a tail: a tail's second word points to its head, plus
    /// 1.</summary>
    private List<ulong> RawWords()
    {
        List<ulong> page = WordsOf(RawLine());
        bool isTail = page.Count > 1 && (page[1] & 1) != 0;
        return isTail ? WordsOf(RawHeadLine()) : page;
    }

    private List<ulong> WordsOf(Regex lines)
    {
        List<ulong> words = [];
        foreach (Match line in lines.Matches(dump.Text))
        {
            foreach (string word in line.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (word.Length == 16 && ulong.TryParse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong value))
                {
                    words.Add(value);
                }
            }
        }

        return words;
    }

    private static bool Is64Bit(IReadOnlyList<ulong> raw) => raw.Count > MappingWord;

    /// <summary>The count in the raw words; big-endian machines have it in the other half, so a half that agrees wins.</summary>
    private static int LaterCount(ulong word, int printed)
    {
        int high = unchecked((int)(uint)(word >> 32));
        int low = unchecked((int)(uint)word);
        return low == printed ? low : high;
    }

    private int Required(Regex field, string name) => Optional(field, name) ?? throw Bad(name, "nothing", "a number");

    private int? Optional(Regex field, string name)
    {
        string? text = dump.Value(field);
        return text is null ? null
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value
            : throw Bad(name, $"'{text}'", "a number");
    }

    private BadPageTextException Bad(string field, string found, string expected) =>
        new(source, dump.LineOf(field.Split(' ')[^1] + ":"), field, found, expected);

    [GeneratedRegex(@"\b(?:ref)?count:(\S+)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex RefCount();

    [GeneratedRegex(@"\bmapcount:(\S+)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex MapCount();

    [GeneratedRegex(@"\bmapping:\s*(\(null\)|\S+)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Mapping();

    [GeneratedRegex(@"\bpfn:(?:0x)?([0-9a-f]+)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex PageFrame();

    [GeneratedRegex(@"\bhead:\s?\S* ?order:(\S+)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex HeadOrder();

    [GeneratedRegex(@"\bhead:\s?\S* ?order:\S+ mapcount:(\S+)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex HeadMapCount();

    [GeneratedRegex(@"\b(?:entire|compound)_mapcount:\s?(\S+)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex EntireMapCount();

    [GeneratedRegex(@"\bnr_pages_mapped:\s?(\S+)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex PagesMapped();

    [GeneratedRegex(@"\b(?:compound_)?pincount:\s?(\S+)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex PinCount();

    [GeneratedRegex(@"\bflags:\s*0x[0-9a-f]+\(([^)]*)\)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex FlagLine();

    [GeneratedRegex(@"\b(anon|ksm) flags:", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex TypeWord();

    [GeneratedRegex(@"index:\S+ anon |\banon flags:", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex AnonLine();

    [GeneratedRegex(@"(?:\baops:|(?<=index:\S+ )(?=\w+_(?:aops|operations)\b))([\w.]+)",
        RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Operations();

    [GeneratedRegex(@"\bpage_type:\s*(\S+)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex PageType();

    [GeneratedRegex(@"\braw:((?: [0-9a-f]{8,16})+)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex RawLine();

    [GeneratedRegex(@"\bhead:((?: [0-9a-f]{16})+)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex RawHeadLine();
}

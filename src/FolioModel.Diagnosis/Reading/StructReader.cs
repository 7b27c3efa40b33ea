using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace FolioModel.Diagnosis.Reading;

/// <summary>Reads a <c>struct page</c> or <c>struct folio</c> as drgn, crash or gdb print it.</summary>
internal static partial class StructReader
{
    public static IReadOnlyList<ObservedPage> Read(IReadOnlyList<LogLine> lines, string source, KernelRelease? kernel)
    {
        List<ObservedPage> pages = [];
        List<LogLine> block = [];
        foreach (LogLine line in lines)
        {
            if (Begins().IsMatch(line.Text))
            {
                AddPage(pages, block, source, kernel);
                block = [];
            }

            block.Add(line);
        }

        AddPage(pages, block, source, kernel);
        return pages;
    }

    private static void AddPage(List<ObservedPage> pages, List<LogLine> block, string source, KernelRelease? kernel)
    {
        if (block.Any(static l => l.Text.Contains("_refcount", StringComparison.Ordinal)))
        {
            pages.Add(new Fields(block, source).ToPage(kernel ?? KernelRelease.Default));
        }
    }

    [GeneratedRegex(@"^\*?\(?struct (page|folio)\b[^{;]*(\{|=)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Begins();

    /// <summary>The fields of one structure.</summary>
    private sealed class Fields(List<LogLine> lines, string source)
    {
        private const ulong OrderMask = 0xff;
        private const int LargestOrder = 20;
        private readonly string _text = string.Join(' ', lines.Select(static l => l.Text));

        public ObservedPage ToPage(KernelRelease kernel)
        {
            long flagWord = Value("flags") ?? throw Bad("flags", "nothing", "the flag word of a struct page or folio");
            long refCount = Value("_refcount") ?? throw Bad("_refcount", "nothing", "a number");
            long small = Value("_mapcount") ?? -1;
            ulong mapping = unchecked((ulong)(Value("mapping") ?? 0));
            string[] names = [.. FlagLayout.NamesOf(unchecked((ulong)flagWord), kernel)];
            int order = OrderOf(names);
            PageKind kind = KindOf(names, mapping, (int)small + 1);
            (FolioFlags flags, IReadOnlyList<string> others) = FlagNames.Parse(names, kind is PageKind.Anon or PageKind.Ksm);
            kind = kind == PageKind.File && (flags & FolioFlags.SwapBacked) != 0 ? PageKind.Shmem : kind;
            long? large = Value("_large_mapcount") ?? Value("_total_mapcount");
            return new ObservedPage
            {
                Source = $"{source}:{lines[0].Number}",
                RefCount = (int)refCount,
                MapCount = order > 0 && large is { } total ? (int)total + 1 : PageTypes.IsType((int)small + 1) ? 0 : (int)small + 1,
                MapCountIsExact = order == 0 || large is not null,
                Order = order,
                Flags = flags | (kind == PageKind.Hugetlb ? FolioFlags.Hugetlb : 0),
                OtherFlags = others,
                Kind = kind,
                HasMapping = mapping != 0 && kind is PageKind.File or PageKind.Shmem or PageKind.Hugetlb or PageKind.GuestMemfd,
                PinCount = order > 0 ? (int?)Value("_pincount") : null,
                PagesMapped = order > 0 ? (int?)Value("_nr_pages_mapped") : null,
                Kernel = kernel,
            };
        }

        private int OrderOf(string[] names)
        {
            if (!names.Contains("head"))
            {
                return 0;
            }

            long? pages = Value("_folio_nr_pages") ?? Value("_nr_pages");
            long order = pages is > 0 ? BitOperations.Log2((ulong)pages.Value)
                : Value("_flags_1") is { } first ? (long)(unchecked((ulong)first) & OrderMask)
                : Value("_folio_order") ?? Value("compound_order")
                    ?? throw Bad("flags", "PG_head and no order",
                        "_folio_nr_pages, _flags_1 or compound_order beside it (print the struct folio)");
            return order is >= 0 and <= LargestOrder ? (int)order
                : throw Bad("order", order.ToString(CultureInfo.InvariantCulture), $"0 to {LargestOrder}");
        }

        private PageKind KindOf(string[] names, ulong mapping, int printedMapCount)
        {
            ulong type = unchecked((uint)(Value("page_type") ?? 0)) >> 24;
            PageKind? typed = type switch
            {
                0xf0 => PageKind.Free,
                0xf1 => PageKind.Offline,
                0xf2 => PageKind.PageTable,
                0xf4 => PageKind.Hugetlb,
                0xf5 => PageKind.Slab,
                _ => PageTypes.KindOf(null, names, printedMapCount),
            };
            return typed ?? (mapping & 3) switch
            {
                _ when mapping == 0 => PageKind.None,
                1 => PageKind.Anon,
                2 => PageKind.DriverMovable,
                3 => PageKind.Ksm,
                _ => PageKind.File,
            };
        }

        /// <summary>
        /// A field's number, read past a cast, brace or <c>counter</c> in front of it; null where there is no such field.
        /// </summary>
        private long? Value(string field)
        {
            Match match = Regex.Match(
                _text,
                $@"(?<!\w){Regex.Escape(field)}\s*=\s*(?:\([^)]*\))?\s*(?:\{{\s*\.?(?:counter|f)\s*=\s*(?:\([^)]*\))?\s*)?(-?\w+)",
                RegexOptions.CultureInvariant,
                TimeSpan.FromSeconds(10));
            if (!match.Success)
            {
                return null;
            }

            string text = match.Groups[1].Value;
            return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
                ? ulong.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong hex)
                    ? unchecked((long)hex) : throw Bad(field, $"'{text}'", "a number")
                : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value
                : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong large) ? unchecked((long)large)
                : throw Bad(field, $"'{text}'", "a number");
        }

        private BadPageTextException Bad(string field, string found, string expected) =>
            new(source, lines.Where(l => l.Text.Contains(field,
                StringComparison.Ordinal)).Select(static l => l.Number).FirstOrDefault(lines[0].Number),
                field, found, expected);
    }
}

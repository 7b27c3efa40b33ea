using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FolioModel.Page.Tests;

/// <summary>A printed document: how many pages it has, and the pages on which each row of its tables stands.</summary>
/// <param name="Pages">The number of pages.</param>
/// <param name="Rows">For each row below a table's head the pages that have a part of it; a head is repeated on every page.</param>
internal sealed partial record PrintedPage(int Pages, IReadOnlyList<IReadOnlySet<int>> Rows)
{
    /// <summary>Reads a tagged PDF, whose tree of tags names the page of every piece of text.</summary>
    public static PrintedPage Read(byte[] pdf)
    {
        string text = Encoding.Latin1.GetString(pdf);
        Dictionary<int, string> objects = ObjectOf().Matches(text).ToDictionary(
            static m => Number(m, "number"), static m => m.Groups["body"].Value);
        int pages = objects.Values.Count(static o => PageType().IsMatch(o));
        IReadOnlySet<int>[] rows =
        [
            .. objects.Values.Where(o => RowType().IsMatch(o) && KidsOf(objects, o).Any(static kid => CellType().IsMatch(kid)))
                .Select(o =>
                {
                    HashSet<int> found = [];
                    Collect(objects, o, found);
                    return found;
                }),
        ];
        return new PrintedPage(pages, rows);
    }

    private static void Collect(Dictionary<int, string> objects, string tag, HashSet<int> found)
    {
        found.UnionWith(PageOf().Matches(tag).Select(static m => Number(m, "number")));
        foreach (string kid in KidsOf(objects, tag))
        {
            Collect(objects, kid, found);
        }
    }

    private static IEnumerable<string> KidsOf(Dictionary<int, string> objects, string tag) =>
        KidsPart().Matches(tag).SelectMany(static kids => Reference().Matches(PageOf().Replace(kids.Value, "")))
            .Select(kid => objects[Number(kid, "number")]);

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<number>\d+) 0 obj\s(?<body>.*?)\sendobj", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 10_000)]
    private static partial Regex ObjectOf();

    [GeneratedRegex(@"/Type\s*/Page\b", RegexOptions.None, 10_000)]
    private static partial Regex PageType();

    [GeneratedRegex(@"/S\s*/TR\b", RegexOptions.None, 10_000)]
    private static partial Regex RowType();

    [GeneratedRegex(@"/S\s*/TD\b", RegexOptions.None, 10_000)]
    private static partial Regex CellType();

    [GeneratedRegex(@"/Pg (?<number>\d+) 0 R", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex PageOf();

    [GeneratedRegex(@"/K\s*(\[[^\]]*\]|\d+ 0 R|<<[^>]*>>)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex KidsPart();

    [GeneratedRegex(@"(?<number>\d+) 0 R", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Reference();
}

using FolioModel.Diagnosis.Reading;

namespace FolioModel.Diagnosis;

/// <summary>Reads pages from the texts in which people post them.</summary>
public static class PageReader
{
    private const string Expected =
        "text of dump_page ('page: refcount:... mapcount:...'), rows of page-types or kpageflags, or a struct page or folio as drgn or "
            + "crash print it";

    /// <summary>Reads every page of a text. The form is recognised from the content.</summary>
    /// <param name="text">The text: a dump, a whole log or mail, a table, or a structure.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <param name="kernel">The kernel's release, or null to take it from the text.</param>
    /// <exception cref="BadPageTextException">There is no page in the text, or a field cannot be read.</exception>
    public static IReadOnlyList<ObservedPage> Read(string text, string source, KernelRelease? kernel = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(source);
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new BadPageTextException(source, 0, null, "binary data", Expected);
        }

        IReadOnlyList<LogLine> lines = LogLine.Split(text);
        IReadOnlyList<ObservedPage> pages = DumpReader.Read(lines, source, kernel);
        pages = pages.Count > 0 ? pages : StructReader.Read(lines, source, kernel);
        pages = pages.Count > 0 ? pages : PageTypesReader.Read(lines, source, kernel);
        return pages.Count > 0
            ? pages
            : throw new BadPageTextException(source, 0, null, text.Trim().Length == 0 ? "an empty text" : "no page", Expected);
    }
}

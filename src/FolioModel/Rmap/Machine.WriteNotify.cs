namespace FolioModel;

public sealed partial class Machine
{
    /// <summary>Makes the entries of a folio clean and protects them in every process, so that the next write is noticed.</summary>
    /// <returns>Whether the folio was written through an entry, or could have been, since it was last clean.</returns>
    /// <remarks>Models <c>folio_mkclean</c>. Reference effect: none.</remarks>
    internal bool MakeClean(Folio folio)
    {
        bool written = false;
        if (folio.IsMapped)
        {
            foreach (MappedArea area in AreasOf(folio))
            {
                written |= area.Process.MakeClean(area, folio);
            }
        }

        return written;
    }
}

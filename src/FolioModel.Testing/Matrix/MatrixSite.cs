using System.Text;

namespace FolioModel.Testing;

/// <summary>The prepared file on which two operations of the lock matrix meet. An owner derives from it to keep its own objects.</summary>
/// <param name="world">The world of the execution.</param>
/// <param name="file">The page cache in question.</param>
public class MatrixSite(World world, AddressSpace file)
{
    /// <summary>The world of the execution.</summary>
    public World World { get; } = world;

    /// <summary>The machine.</summary>
    public Machine Machine => World.Machine;

    /// <summary>The page cache in question.</summary>
    public AddressSpace File { get; } = file;

    /// <summary>Whether <see cref="Describe"/> says which folios are dirty. An owner whose folios become dirty by use says no.</summary>
    protected virtual bool ComparesDirty => true;

    /// <summary>
    /// Whether <see cref="Describe"/> says that a folio is there. An owner leaves out one that no operation can tell from none.
    /// </summary>
    /// <param name="folio">A folio of the file.</param>
    protected virtual bool Compares(Folio folio) => true;

    /// <summary>
    /// The final state as text, by which the outcomes of interleavings are compared with those of one operation after the other. It leaves
    /// out what may differ: which frames are used, where folios are on the LRU lists, and what waits in batches.
    /// </summary>
    public string Describe()
    {
        StringBuilder text = new();
        foreach ((PageIndex index, _, CacheEntry entry) in File.Pages.Entries())
        {
            text.Append(entry.IsFolio && Compares(entry.Folio)
                ? $"page {index} of {entry.Folio.Order}{(ComparesDirty && entry.Folio.Has(FolioFlags.Dirty) ? " dirty" : "")}, " : "");
        }

        return text.Append(DescribeOwner()).Append($"size {File.Size}").ToString();
    }

    /// <summary>The owner's part of the final state, each item followed by a comma and a space; empty by default.</summary>
    protected virtual string DescribeOwner() => "";
}

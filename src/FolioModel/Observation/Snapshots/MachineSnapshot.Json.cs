using System.Text;
using System.Text.Json;

namespace FolioModel.Observation;

public sealed partial record MachineSnapshot
{
    /// <summary>The snapshot as indented JSON: see <see cref="WriteJson"/>.</summary>
    public string ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            WriteJson(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>
    /// Writes the snapshot as one JSON object, under the kernel's names: flags as <c>PG_*</c>, counters as in <c>/proc/vmstat</c> and
    /// <c>memory.stat</c>, marks as <c>PAGECACHE_TAG_*</c>, folios and entries with the members of <c>struct folio</c>. Equal states give
    /// equal texts; <c>format</c> changes when a name does.
    /// </summary>
    /// <param name="writer">The writer, where a value may stand.</param>
    public void WriteJson(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        new SnapshotJson(writer, this).Write();
    }
}

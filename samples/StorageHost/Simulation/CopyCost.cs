using FolioModel.Files;
using FolioModel.Samples.StorageHost.Workloads;

namespace FolioModel.Samples.StorageHost.Simulation;

/// <summary>
/// The time that copying between a process and the page cache takes. Processes run on the first node; memory of another one is slower,
/// because
/// a copy by one thread waits for each line.
/// </summary>
internal sealed class CopyCost(MachineSettings settings, int pages)
{
    /// <summary>The time for a part of a file, by where its folios and the process's memory are.</summary>
    /// <param name="file">The file.</param>
    /// <param name="position">The first byte of the part: where its folio is decides for the whole part.</param>
    /// <param name="bytes">Bytes.</param>
    /// <param name="memory">The process's memory, or <c>default</c> for some that is always local.</param>
    /// <param name="write">Whether the process writes.</param>
    public TimeSpan Of(RegularFile file, long position, long bytes, Folio memory, bool write)
    {
        double rate = (write ? settings.CacheWriteMbS : settings.CacheReadMbS) * 1e6;
        Folio folio = file.Mapping.Pages.Peek(new PageIndex((ulong)(position >> PageSize.Shift))).Folio;
        bool remote = IsRemote(folio) || IsRemote(memory);
        return TimeSpan.FromSeconds(bytes / (remote ? rate * settings.RemoteCopy : rate));
    }

    /// <summary>Nodes divide the frames evenly, the first one first.</summary>
    private bool IsRemote(Folio folio) =>
        settings.NumaNodes > 1 && !folio.IsNone && (long)folio.Pfn.Value * settings.NumaNodes / pages > 0;
}

using FolioModel.Files;

namespace FolioModel.Cli.Content.Files;

internal sealed partial class FileSubject
{
    private void DefineSyncs()
    {
        Define("fsync", 2, Descriptor, d => SyncWith(() => _open[d].Sync()));
        Define("fdatasync", 1, Descriptor, d => SyncWith(() => _open[d].SyncData()));
        Define("sync", 1, SyncAll);
        Define("sync range", 1, Page, Some, (page, pages) =>
            _open[0].SyncFileRange(At(page), At(pages), waitsBefore: false, writes: true, waitsAfter: true));
        Define("failing fsync", 1, FailingSync);
        Define("replace", 1, Some, Replace);
    }

    /// <summary>After fsync nothing is dirty that was before.</summary>
    private StepResult SyncWith(Func<Errno> sync)
    {
        Errno error = sync();
        if (_file.Mapping.DirtyPages.Value != 0)
        {
            _broken = new Finding("dirty", $"{_file.Mapping.DirtyPages} pages of {_file} are dirty after fsync");
        }

        return error;
    }

    private StepResult SyncAll()
    {
        _files.Sync();
        if (_files.Dirty is not { Reclaimable: 0, Writeback: 0 })
        {
            _broken = new Finding("dirty", $"{_files.Dirty.Reclaimable} pages are dirty after sync");
        }

        return StepResult.Ok;
    }

    /// <summary>A file that was emptied and written again is on the device when it is closed.</summary>
    private StepResult Replace(long pages)
    {
        _file.SetSize(0);
        OpenFile replacing = _file.Open();
        TransferResult result = replacing.Write(0, At(pages));
        replacing.Close();
        if (_file.Mapping.DirtyPages.Value != 0)
        {
            _broken = new Finding("dirty", $"{_file.Mapping.DirtyPages} pages of {_file} are dirty after it was replaced and closed");
        }

        return result.Error;
    }

    /// <summary>An error of writeback reaches each open file once.</summary>
    private StepResult FailingSync()
    {
        if (!_options.FailsRequests || _file.Mapping.DirtyPages.Value == 0)
        {
            return StepResult.Skipped;
        }

        _deviceFails = true;
        Errno first = _open[0].Sync();
        _deviceFails = false;
        Errno again = _open[0].Sync();
        Errno other = _open[1].Sync();
        if (first != Errno.EIO || again != Errno.None || other != Errno.EIO)
        {
            _broken = new Finding("errseq", $"writeback failed; fsync said {first}, then {again}, and through another open file {other}");
        }

        return Errno.EIO;
    }
}

using FolioModel.Files;
using FolioModel.Samples.StorageHost.Workloads;

namespace FolioModel.Samples.StorageHost.Simulation;

/// <summary>A process: carries its steps out, one after the other, in pieces of 1 MiB.</summary>
internal sealed class HostProcess(Host host, ProcessSettings settings, IReadOnlyList<string> watched, TimeSpan origin)
{
    private const long Piece = 1 << 20;
    private const double Giga = 1e9;
    private static readonly WaitReason s_end = new("end of a process");

    private readonly AnonymousMemory _memory = new(host.Machine);

    /// <summary>Processes that must be over before it begins.</summary>
    public IReadOnlyList<HostProcess> Waits { get; set; } = [];

    public bool IsOver { get; private set; }

    public async KernelWork Run()
    {
        foreach (HostProcess other in Waits)
        {
            while (!other.IsOver)
            {
                await host.Machine.WaitForAsync(s_end, other, "the end of a process", null);
            }
        }

        await host.Clock.Sleep(TimeSpan.FromSeconds(settings.StartSeconds));
        foreach (StepSettings step in settings.Steps)
        {
            if (step.Exit)
            {
                break;
            }

            await Do(step);
        }

        _memory.FreeAll();
        IsOver = true;
        host.Ended(this);
    }

    private async KernelWork Do(StepSettings step)
    {
        TimeSpan start = host.Clock.Now;
        string kind;
        string file = "";
        if (step.Read is { } read)
        {
            (kind, file) = ("read", read);
            await Read(read, step);
        }
        else if (step.Write is { } write)
        {
            (kind, file) = ("write", write);
            await Write(write, (long)(step.SizeGb!.Value * Giga));
        }
        else if (step.Fsync is { } sync)
        {
            (kind, file) = ("fsync", sync);
            OpenFile open = host.FileOf(sync).Open();
            await open.SyncAsync();
            await open.CloseAsync();
        }
        else if (step.Compute is { } seconds)
        {
            kind = "compute";
            await host.Clock.Sleep(TimeSpan.FromSeconds(seconds));
        }
        else if (step.AllocateGb is { } more)
        {
            kind = "allocate";
            await Allocate((long)(more * Giga));
        }
        else
        {
            kind = "free";
            _memory.Free((long)(step.FreeGb!.Value * Giga));
        }

        host.Note(new OperationResult(
            settings.Name, kind, file, (start - origin).TotalSeconds, (host.Clock.Now - start).TotalSeconds, host.CachedGb(watched)));
    }

    private async KernelWork Read(string name, StepSettings step)
    {
        RegularFile file = host.FileOf(name);
        OpenFile open = file.Open();
        long size = step.SizeGb is { } part ? Math.Min((long)(part * Giga), file.Size) : file.Size;
        for (long at = 0; at < size; at += Piece)
        {
            long bytes = Math.Min(Piece, size - at);
            if (step.Keep)
            {
                _memory.Touch(bytes);
            }

            TransferResult result = await open.ReadAsync(at, bytes);
            Check(result, bytes, "read", name);
            await host.Clock.Sleep(host.Copy.Of(file, at, bytes, step.Keep ? _memory.Last : default, write: false));
        }

        await open.CloseAsync();
    }

    private async KernelWork Write(string name, long size)
    {
        RegularFile file = host.FileOf(name);
        if (file.Size > 0)
        {
            await file.SetSizeAsync(0);
        }

        OpenFile open = file.Open(host.Settings.WriteThrough ? OpenOptions.Synchronous : OpenOptions.None);
        for (long at = 0; at < size; at += Piece)
        {
            long bytes = Math.Min(Piece, size - at);
            TransferResult result = await open.WriteAsync(at, bytes);
            Check(result, bytes, "write", name);
            await host.Clock.Sleep(host.Copy.Of(file, at, bytes, _memory.At(at), write: true));
        }

        await open.CloseAsync();
    }

    private async KernelWork Allocate(long size)
    {
        for (long at = 0; at < size; at += Piece)
        {
            _memory.Touch(Math.Min(Piece, size - at));
            await host.Clock.Sleep(TimeSpan.Zero);
        }
    }

    private static void Check(TransferResult result, long bytes, string what, string name)
    {
        if (result.Bytes != bytes)
        {
            throw new InvalidOperationException($"a {what} of {bytes} bytes of '{name}' gave {result.Bytes} bytes, {result.Error}");
        }
    }
}

using FolioModel.Cli.Conform;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>The calls on the guest_memfd's descriptor.</summary>
internal static class FileCalls
{
    private const string NoArguments = "since the call has no arguments";

    public static void Register(Dictionary<string, CallHandler> handlers)
    {
        handlers.Add("fallocate", Fallocate);
        handlers.Add("posix_fallocate", PosixFallocate);
        handlers.Add("fstat", Stat);
        handlers.Add("fstatfs", StatFileSystem);
        handlers.Add("close", Close);
        handlers.Add("dup", static (context, arguments) =>
        {
            arguments.Demand("x", 0, NoArguments);
            return CallOutcome.Descriptor(context.System.Duplicate(context.File));
        });
        handlers.Add("open(/proc/self/fd)", static (context, arguments) =>
        {
            arguments.DemandText("flags", "O_RDWR");
            return new CallOutcome(context.System.Reopen(context.File));
        });
        handlers.Add("fcntl(F_GETFL)", GetStatusFlags);
        Add(handlers, "fcntl(F_GETFD)", (system, file) => system.GetDescriptorFlags(file));
        Add(handlers, "fcntl(F_GET_SEALS)", (system, file) => system.GetSeals(file));
        handlers.Add("read", static (context, arguments) =>
        {
            arguments.Int64("len", 0);
            CallOutcome outcome = new(context.System.Read(context.File));
            return arguments.Has("gmem_flags")
                ? outcome.Show("gmem_flags", (long)context.System.GuestMemfdOf(context.File)!.Inode.Flags)
                : outcome;
        });
        Add(handlers, "write", (system, file) => system.Write(file), "len");
        Add(handlers, "pread", (system, file) => system.ReadAt(file), "len", "off");
        Add(handlers, "pwrite", (system, file) => system.WriteAt(file), "len", "off");
        handlers.Add("lseek", static (context, arguments) =>
        {
            arguments.DemandText("whence", "SET", "END", "DATA", "HOLE");
            arguments.Int64("off");
            return new CallOutcome(context.System.Seek(context.File));
        });
        Add(handlers, "sendfile(from)", (system, file) => system.SendFile(file), "len");
        Add(handlers, "splice(from)", (system, file) => system.Splice(file), "len");
        Add(handlers, "ftruncate", (system, file) => system.SetAttributes(file), "size");
        Add(handlers, "fchmod", (system, file) => system.SetAttributes(file), "mode");
        Add(handlers, "fchown", (system, file) => system.SetAttributes(file), "uid", "gid");
        Add(handlers, "fsync", (system, file) => system.Synchronize(file));
        Add(handlers, "fdatasync", (system, file) => system.Synchronize(file));
        Add(handlers, "posix_fadvise(DONTNEED)", (system, file) => system.Advise(file));
        Add(handlers, "readahead", (system, file) => system.ReadAhead(file));
        Add(handlers, "flock(LOCK_EX)", (system, file) => system.Lock(file));
        Add(handlers, "flock(LOCK_UN)", (system, file) => system.Lock(file));
        Add(handlers, "ioctl(unknown)", (system, file) => system.Control(file));
    }

    /// <summary>Adds a call whose result does not depend on its arguments: the file has no such operation.</summary>
    private static void Add(
        Dictionary<string, CallHandler> handlers, string name, Func<KvmSystem, int, CallResult> call, params string[] arguments) =>
        handlers.Add(name, (context, recorded) =>
        {
            if (arguments.Length == 0)
            {
                recorded.Demand("x", 0, NoArguments);
            }

            foreach (string argument in arguments)
            {
                recorded.Int64(argument);
            }

            return new CallOutcome(call(context.System, context.File));
        });

    private static CallOutcome GetStatusFlags(CallContext context, RecordedLine arguments)
    {
        const long AccessMode = 3;
        const int LargeFileShift = 15;
        CallResult result = context.System.GetStatusFlags(context.File);
        return new CallOutcome(result)
            .Show("accmode", result.Value & AccessMode)
            .Show("O_LARGEFILE", (result.Value >> LargeFileShift) & 1);
    }

    private static CallOutcome Fallocate(CallContext context, RecordedLine arguments) => new(context.System.Fallocate(
        context.File, arguments.Int32("mode"), arguments.Int64("offset"), arguments.Int64("len")));

    private static CallOutcome PosixFallocate(CallContext context, RecordedLine arguments) =>
        new(context.System.PosixFallocate(context.File, arguments.Int64("offset"), arguments.Int64("len")));

    private static CallOutcome Stat(CallContext context, RecordedLine arguments)
    {
        // How much of the file is there.
        arguments.PassOver("when");
        CallResult result = context.System.Stat(context.File, out FileStatus status);
        return new CallOutcome(result)
            .Show("st_size", status.Size)
            .Show("st_blocks", status.Blocks)
            .Show("st_blksize", status.BlockSize)
            .Show("st_mode_octal", Convert.ToString(status.Mode, 8))
            .Show("st_nlink", status.Links);
    }

    private static CallOutcome StatFileSystem(CallContext context, RecordedLine arguments)
    {
        CallResult result = context.System.StatFileSystem(context.File, out long type);
        return new CallOutcome(result).Show("f_type", type);
    }

    private static CallOutcome Close(CallContext context, RecordedLine arguments)
    {
        int descriptor = arguments.Text("what") switch
        {
            "a guest_memfd that is bound" => context.NewestFile,
            "the VM" => context.Vm,
            "the guest_memfd" => context.File,
            _ => throw arguments.Malformed("what", "expected which of the open files is closed"),
        };
        return new CallOutcome(context.System.Close(descriptor));
    }
}

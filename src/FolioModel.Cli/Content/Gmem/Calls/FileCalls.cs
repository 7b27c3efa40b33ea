using FolioModel.Cli.Conform.Kernel;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>The calls on the guest_memfd's descriptor.</summary>
internal static class FileCalls
{
    public static void Register(Dictionary<string, CallHandler> handlers)
    {
        handlers.Add("fallocate", Fallocate);
        handlers.Add("posix_fallocate", PosixFallocate);
        handlers.Add("fstat", Stat);
        handlers.Add("fstatfs", StatFileSystem);
        handlers.Add("close", Close);
        Add(handlers, "dup", (system, file) => system.Duplicate(file), descriptor: true);
        Add(handlers, "open(/proc/self/fd)", (system, file) => system.Reopen(file));
        Add(handlers, "fcntl(F_GETFL)", (system, file) => system.GetStatusFlags(file));
        Add(handlers, "fcntl(F_GETFD)", (system, file) => system.GetDescriptorFlags(file));
        Add(handlers, "fcntl(F_GET_SEALS)", (system, file) => system.GetSeals(file));
        Add(handlers, "read", (system, file) => system.Read(file));
        Add(handlers, "write", (system, file) => system.Write(file));
        Add(handlers, "pread", (system, file) => system.ReadAt(file));
        Add(handlers, "pwrite", (system, file) => system.WriteAt(file));
        Add(handlers, "lseek", (system, file) => system.Seek(file));
        Add(handlers, "sendfile(from)", (system, file) => system.SendFile(file));
        Add(handlers, "splice(from)", (system, file) => system.Splice(file));
        Add(handlers, "ftruncate", (system, file) => system.SetAttributes(file));
        Add(handlers, "fchmod", (system, file) => system.SetAttributes(file));
        Add(handlers, "fchown", (system, file) => system.SetAttributes(file));
        Add(handlers, "fsync", (system, file) => system.Synchronize(file));
        Add(handlers, "fdatasync", (system, file) => system.Synchronize(file));
        Add(handlers, "posix_fadvise(DONTNEED)", (system, file) => system.Advise(file));
        Add(handlers, "readahead", (system, file) => system.ReadAhead(file));
        Add(handlers, "flock(LOCK_EX)", (system, file) => system.Lock(file));
        Add(handlers, "flock(LOCK_UN)", (system, file) => system.Lock(file));
        Add(handlers, "ioctl(unknown)", (system, file) => system.Control(file));
    }

    private static void Add(Dictionary<string, CallHandler> handlers, string name, Func<KvmSystem, int, CallResult> call,
        bool descriptor = false) =>
        handlers.Add(name, (context, _) =>
        {
            CallResult result = call(context.System, context.File);
            return descriptor ? CallOutcome.Descriptor(result) : new CallOutcome(result);
        });

    private static CallOutcome Fallocate(CallContext context, RecordedLine arguments) => new(context.System.Fallocate(
        context.File, arguments.Int32("mode"), arguments.Int64("offset"), arguments.Int64("len")));

    private static CallOutcome PosixFallocate(CallContext context, RecordedLine arguments) =>
        new(context.System.PosixFallocate(context.File, arguments.Int64("offset"), arguments.Int64("len")));

    private static CallOutcome Stat(CallContext context, RecordedLine arguments)
    {
        CallResult result = context.System.Stat(context.File, out FileStatus status);
        return new CallOutcome(result)
            .Show("st_size", status.Size)
            .Show("st_blocks", status.Blocks)
            .Show("st_blksize", status.BlockSize)
            .Show("st_mode_octal", long.Parse(Convert.ToString(status.Mode, 8), System.Globalization.CultureInfo.InvariantCulture))
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

using FolioModel.Testing;

namespace FolioModel.Props.Exploration;

/// <summary>A small program as a scenario: its variables are shared ones, its locks are those of a file.</summary>
internal sealed class SmallProgramScenario(SmallProgram program)
{
    /// <summary>The mistake of a task that fails.</summary>
    public const ViolationKind FailsAs = ViolationKind.Assertion;

    /// <summary>The values of the variables at the ends that were looked at.</summary>
    public SortedSet<string> Outcomes { get; } = new(StringComparer.Ordinal);

    public ExplorationProgram Scenario => new("small", program.ToString(), Build) { AllocationFailures = program.Failures };

    private void Build(World world)
    {
        AddressSpace file = world.Machine.CreateAddressSpace(new AddressSpaceOptions { Name = "file" });
        Parts parts = new(world, file);
        foreach (Instruction[] code in program.Tasks)
        {
            TaskCode task = new(world.Machine, parts, code);
            world.Task($"task {world.Machine.Tasks.Count}", task.Run);
        }

        if (program.Never is { } never)
        {
            world.Always($"never {never}", () => never.Holds(parts.Plain) ? "it is" : null);
        }

        world.Finally("the outcome is written down", () =>
        {
            lock (Outcomes)
            {
                Outcomes.Add(ReferenceInterpreter.Describe(parts.Values));
            }

            return null;
        });
        if (program.NotAtEnd is { } claim)
        {
            world.Finally($"not {claim}", () => claim.Holds(parts.Values) ? "it is" : null);
        }

        if (program.Sometimes is { } wish)
        {
            world.Sometimes($"{wish}", () => wish.Holds(parts.Values));
        }
    }

    /// <summary>The things that the tasks of one world share.</summary>
    private sealed class Parts
    {
        private const int Fillers = 4;

        public Parts(World world, AddressSpace file)
        {
            Variables = [.. Enumerable.Range(0, SmallProgram.Variables).Select(i => world.Share(0, $"v{i}"))];
            Keys = [.. Variables.Select(static _ => new object())];
            Locks = [file.InodeLock, file.Pages.Lock];
            Semaphore = file.InvalidateLock;
            // Folios that leak are not to be the first of the machine.
            for (int i = 0; i < Fillers; i++)
            {
                world.Machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
            }

            Shared = world.Machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
        }

        public Shared<int>[] Variables { get; }

        public object[] Keys { get; }

        public SpinLock[] Locks { get; }

        public RwSemaphore Semaphore { get; }

        public Folio Shared { get; }

        /// <summary>The same values where the explorer does not see them read: a claim may look at anything.</summary>
        public int[] Plain { get; } = new int[SmallProgram.Variables];

        public void Set(int variable, int value)
        {
            Variables[variable].Value = value;
            Plain[variable] = value;
        }

        public int[] Values => [.. Variables.Select(static v => v.Value)];
    }

    /// <summary>A task's code. It counts as shared state so that it is known by its number; it never changes.</summary>
    private sealed class TaskCode(Machine machine, Parts parts, Instruction[] code) : ISharedState
    {
        private static readonly WaitReason s_key = new("key");
        private static readonly WaitReason s_variable = new("variable");

        public int StateNumber { get; } = machine.NewStateNumber();

        public string StateName => "code";

        public void AddTo(ref StateHash hash)
        {
        }

        public async KernelWork Run()
        {
            int next = 0;
            int register = 0;
            Folio own = default;
            while (next < code.Length)
            {
                Instruction instruction = code[next++];
                (_, int a, int b, int target) = instruction;
                switch (instruction.Operation)
                {
                    case Operation.Point:
                        await machine.PointAsync(SchedulingPoint.Put);
                        break;
                    case Operation.Load:
                        register = parts.Variables[a].Value;
                        break;
                    case Operation.Store:
                        parts.Set(a, register);
                        break;
                    case Operation.Unless:
                        next = parts.Variables[a].Value != b ? target : next;
                        break;
                    case Operation.Jump:
                        next = target;
                        break;
                    case Operation.Lock:
                        await parts.Locks[a].AcquireAsync();
                        break;
                    case Operation.TryLock:
                        next = parts.Locks[a].TryAcquire() ? next : target;
                        break;
                    case Operation.Down when a == 1:
                        await parts.Semaphore.DownWriteAsync();
                        break;
                    case Operation.Down:
                        await parts.Semaphore.DownReadAsync();
                        break;
                    case Operation.Sleep:
                        await machine.WaitForAsync(s_key, parts.Keys[a], $"key {a}", null);
                        break;
                    case Operation.Spin:
                        while (parts.Variables[a].Value != b)
                        {
                            await machine.RelaxAsync(s_variable, $"variable {a} to be {b}");
                        }

                        break;
                    case Operation.Allocate when own.IsNone:
                        own = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
                        next = own.IsNone ? target : next;
                        break;
                    case Operation.PutOwn when !own.IsNone:
                        own.Put();
                        own = default;
                        break;
                    default:
                        Do(instruction);
                        break;
                }
            }
        }

        /// <summary>What neither stops nor concerns what only the task knows.</summary>
        private void Do(Instruction instruction)
        {
            (_, int a, int b, _) = instruction;
            switch (instruction.Operation)
            {
                case Operation.Set:
                    parts.Set(a, b);
                    break;
                case Operation.Add:
                    parts.Set(a, (parts.Variables[a].Value + b) % 4);
                    break;
                case Operation.Unlock:
                    parts.Locks[a].Release();
                    break;
                case Operation.Up when a == 1:
                    parts.Semaphore.UpWrite();
                    break;
                case Operation.Up:
                    parts.Semaphore.UpRead();
                    break;
                case Operation.Wake:
                    machine.WakeAll(parts.Keys[a]);
                    break;
                case Operation.GetShared:
                    parts.Shared.Get();
                    break;
                case Operation.PutShared:
                    parts.Shared.Put();
                    break;
                case Operation.Fail:
                    throw new InvalidOperationException("the program fails here");
            }
        }
    }
}

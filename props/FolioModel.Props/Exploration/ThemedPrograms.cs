namespace FolioModel.Props.Exploration;

/// <summary>Makes small programs at random that are about one thing.</summary>
/// <param name="random">Where the choices come from.</param>
/// <param name="theme">What they are about.</param>
/// <param name="isLong">Whether they may have so many orders that nobody runs all of them.</param>
internal sealed class ThemedPrograms(Random random, ProgramTheme theme, bool isLong = false)
{
    private const int Few = 2;

    private readonly List<Instruction> _code = [];
    private int _stops;

    public SmallProgram Next()
    {
        int tasks = theme is ProgramTheme.Failures && random.Next(2) == 0 ? 2 : random.Next(4) == 0 && theme is not ProgramTheme.Spins ? 4
            : 3;
        Instruction[][] code = new Instruction[tasks][];
        for (int i = 0; i < tasks; i++)
        {
            _code.Clear();
            _stops = tasks switch { 2 => 3, 3 => 2, _ => 1 } + (isLong ? 1 : 0);
            Task(i, tasks);
            if (isLong && random.Next(2) == 0)
            {
                Again();
            }

            code[i] = [.. _code];
        }

        int failures = theme is ProgramTheme.Failures ? random.Next(1, 3) : 0;
        bool never = theme is ProgramTheme.Never;
        return new SmallProgram(code, failures, never ? AnyClaim() : null, random.Next(6) == 0 ? AnyClaim() : null, random.Next(6) == 0
            ? AnyClaim() : null);
    }

    private Claim AnyClaim() => new(Variable(), Value(), Variable(), Value());

    private int Variable() => random.Next(theme is ProgramTheme.Coincidences ? Few : SmallProgram.Variables);

    private int Value() => random.Next(theme is ProgramTheme.Coincidences ? Few : Few + 1);

    private void Task(int number, int tasks)
    {
        int parts = tasks == 4 && !isLong ? random.Next(1, 3) : random.Next(1, isLong ? 5 : 4);
        for (int part = 0; part < parts; part++)
        {
            if (part > 0 && random.Next(4) != 0)
            {
                Stop();
            }

            switch (theme)
            {
                case ProgramTheme.Failures when random.Next(3) != 0:
                    Allocation();
                    break;
                case ProgramTheme.Semaphore when random.Next(4) != 0:
                    Section();
                    break;
                case ProgramTheme.WakeUps:
                    SleepOrWake(number);
                    break;
                case ProgramTheme.Spins when number == 0 && part == 0:
                    Write();
                    Emit(Operation.Spin, Variable(), Value());
                    Write();
                    break;
                default:
                    Write();
                    break;
            }
        }
    }

    /// <summary>Goes back to the beginning as long as a variable has some value: states then follow each other in circles.</summary>
    private void Again()
    {
        Emit(Operation.Point);
        int at = Emit(Operation.Unless, Variable(), Value());
        Emit(Operation.Jump, target: 0);
        Aim(at);
    }

    /// <summary>Lets other tasks run here, unless the program would have too many orders then.</summary>
    private void Stop()
    {
        if (_stops-- > 0)
        {
            Emit(Operation.Point);
        }
    }

    /// <summary>A write, on a condition now and then.</summary>
    private void Write()
    {
        int at = random.Next(2) == 0 ? Emit(Operation.Unless, Variable(), Value()) : -1;
        if (random.Next(4) == 0)
        {
            Emit(Operation.Add, Variable(), 1);
        }
        else
        {
            Emit(Operation.Set, Variable(), Value());
        }

        if (at >= 0)
        {
            Aim(at);
        }
    }

    /// <summary>An allocation that is made or not, succeeds or not, and is given back; what became of it may be seen or not.</summary>
    private void Allocation()
    {
        int skip = random.Next(3) == 0 ? Emit(Operation.Unless, Variable(), Value()) : -1;
        int at = Emit(Operation.Allocate);
        if (random.Next(2) == 0)
        {
            Write();
        }

        if (random.Next(3) == 0)
        {
            Stop();
        }

        Emit(Operation.PutOwn);
        int end = Emit(Operation.Jump);
        Aim(at);
        if (random.Next(3) != 0)
        {
            Write();
        }

        Aim(end);
        if (skip >= 0)
        {
            Aim(skip);
        }
    }

    private void Section()
    {
        if (_stops-- <= 0)
        {
            Write();
            return;
        }

        int exclusive = random.Next(3) == 0 ? 1 : 0;
        Emit(Operation.Down, exclusive);
        Write();
        if (exclusive == 0 && random.Next(3) == 0)
        {
            // Shared once more: a writer that has come meanwhile goes first, and waits for the first.
            Emit(Operation.Down, exclusive);
            Write();
            Emit(Operation.Up, exclusive);
        }

        if (random.Next(2) == 0)
        {
            Stop();
            Write();
        }

        Emit(Operation.Up, exclusive);
        if (random.Next(2) == 0)
        {
            Write();
        }
    }

    /// <summary>The first task sleeps, without asking whether it has to; the others wake it.</summary>
    private void SleepOrWake(int number)
    {
        if (number == 0 || random.Next(6) == 0)
        {
            Emit(Operation.Sleep, random.Next(6) == 0 ? 1 : 0);
            Write();
            _stops--;
            return;
        }

        if (random.Next(3) == 0)
        {
            Write();
        }

        Emit(Operation.Wake, random.Next(6) == 0 ? 1 : 0);
    }

    private int Emit(Operation operation, int a = 0, int b = 0, int target = 0)
    {
        _code.Add(new Instruction(operation, a, b, target));
        return _code.Count - 1;
    }

    private void Aim(int at) => _code[at] = _code[at] with { Target = _code.Count };
}
